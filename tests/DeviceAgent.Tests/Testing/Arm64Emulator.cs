using Fleet.Tests.Shared;

namespace Fleet.DeviceAgent.Tests.Testing;

/// <summary>
/// Runs programs for 64-bit ARM on this machine: by <c>qemu-aarch64-static</c>, on the C library of Debian's cross compiler. OpenSSL, which .NET loads for TLS,
/// is in no package of its own for that: it is taken out of Debian's package for arm64, which apt downloads by a state of its own, so that nothing changes
/// in what this machine's apt and dpkg know.
/// </summary>
internal static class Arm64Emulator
{
    /// <summary>Of the packages that the emulator and its C library come with: see <c>./test</c>.</summary>
    public const string Packages = "qemu-user-static gcc-aarch64-linux-gnu libc6-dev-arm64-cross";

    public const string CLibrary = "/usr/aarch64-linux-gnu";

    private const string Program = "/usr/bin/qemu-aarch64-static";

    /// <summary>Debian 12's package, or those of later ones.</summary>
    private const string Download = """
        set -u
        folder=$1
        rm -rf "$folder.new" && mkdir -p "$folder.new/lists/partial" "$folder.new/cache/archives/partial" && cd "$folder.new" && : >status || exit 1
        options="-q -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3
          -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false
          -o Dir::State=$PWD -o Dir::State::status=$PWD/status -o Dir::State::lists=$PWD/lists -o Dir::Cache=$PWD/cache"
        apt-get $options update >log 2>&1
        if ! { apt-get $options download libssl3 || apt-get $options download libssl3t64 libzstd1 zlib1g; } >>log 2>&1; then
          tail -n 20 log >&2
          exit 1
        fi
        for package in *.deb; do dpkg-deb -x "$package" tree || exit 1; done
        cd / && rm -rf "$folder" && mv "$folder.new/tree" "$folder" && rm -rf "$folder.new"
        """;

    private static readonly Lazy<Task<string>> Libraries = new(FindLibrariesAsync);

    /// <summary>What is to be run instead of an arm64 program, its own words behind.</summary>
    public static async Task<string[]> CommandAsync(string program)
    {
        Assert.True(File.Exists(Program) && File.Exists($"{CLibrary}/lib/libc.so.6"), $"needs: apt-get install {Packages}");
        return [Program, "-L", CLibrary, "-E", $"LD_LIBRARY_PATH={await Libraries.Value}", program];
    }

    private static async Task<string> FindLibrariesAsync()
    {
        var folder = Path.Combine(Checkout.Root, "artifacts", "arm64-libraries");
        if (!Directory.Exists(folder))
        {
            var (code, errors) = await RunAsync("sh", "-c", Download, "sh", folder);
            Assert.True(code == 0, $"Debian's libssl3 for arm64 could not be downloaded by apt, which takes a network and its sources (see {folder}.new/log):\n{errors}");
        }

        return Path.Combine(folder, "usr/lib/aarch64-linux-gnu");
    }

    private static async Task<(int Code, string Errors)> RunAsync(string program, params string[] words)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(program, words) { RedirectStandardError = true, UseShellExecute = false })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, errors);
    }
}
