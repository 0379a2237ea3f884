using System.Diagnostics;
using Fleet.Tests.Shared;

namespace Fleet.DeviceAgent.Tests.Logs.Fluent;

/// <summary>
/// fluent-bit itself, which Debian has no package of: built of the sources in its npm package, with the inputs and outputs that the tests use, in
/// <c>artifacts/npm/fluent-bit/build</c>. Its regular expressions are a submodule that the package left out; Debian's Oniguruma has the same functions.
/// </summary>
internal static class FluentBitProgram
{
    private const string Parts =
        "BINARY RELEASE TLS REGEX PARSER RECORD_ACCESSOR METRICS IN_STDIN IN_TAIL IN_EMITTER IN_STORAGE_BACKLOG OUT_TCP OUT_FORWARD";

    private const string Regex =
        """
        all:
        install:
        	mkdir -p "$(DEST)/include" "$(DEST)/lib"
        	echo '#include <oniguruma.h>' > "$(DEST)/include/onigmo.h"
        	echo 'INPUT(-lonig)' > "$(DEST)/lib/libonigmo.a"

        """;

    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    /// <summary>Path of the program; built at the first question.</summary>
    public static Task<string> PathAsync() => Built.Value;

    /// <summary>Starts it with these options, to be ended by whoever has it; its standard input is open.</summary>
    public static async Task<Process> StartAsync(params string[] options)
    {
        var start = new ProcessStartInfo(await PathAsync(), options) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task<string> BuildAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var folder = await Npm.InstallAsync(Path.Combine(Checkout.Root, "tests", "DeviceAgent.Tests", "Logs", "fluent-bit"), cancellation);
        var build = Path.Combine(folder, "build");
        var program = Path.Combine(build, "bin", "fluent-bit");
        if (File.Exists(program))
        {
            return program;
        }

        var source = Path.Combine(folder, "node_modules", "fluent-bit", "src", "fluent-bit");
        var regex = Directory.CreateDirectory(Path.Combine(source, "lib", "onigmo")).FullName;
        await File.WriteAllTextAsync(Path.Combine(regex, "configure"), "#!/bin/sh\n", cancellation);
        File.SetUnixFileMode(Path.Combine(regex, "configure"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path.Combine(regex, "Makefile"), Regex.Replace("$(DEST)", build, StringComparison.Ordinal), cancellation);
        Directory.CreateDirectory(build);
        await Npm.RunAsync("cmake", build, cancellation, [source, .. await OptionsAsync(source, cancellation)]);
        await Npm.RunAsync("make", build, cancellation, "-j2");
        return program;
    }

    /// <summary>Nothing of all that it is built with as a rule, but for what is used here.</summary>
    private static async Task<IEnumerable<string>> OptionsAsync(string source, CancellationToken cancellation)
    {
        const string Begin = "option(FLB_";
        var all = (await File.ReadAllLinesAsync(Path.Combine(source, "CMakeLists.txt"), cancellation))
            .Where(line => line.StartsWith(Begin, StringComparison.Ordinal))
            .Select(line => line[Begin.Length..].Split(' ')[0]);
        return all.Select(name => $"-DFLB_{name}=No").Concat(Parts.Split(' ').Select(name => $"-DFLB_{name}=Yes"));
    }
}
