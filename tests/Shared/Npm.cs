using System.Diagnostics;

namespace Fleet.Tests.Shared;

/// <summary>Programs from npm, installed as their lock file says.</summary>
internal static class Npm
{
    /// <summary>Installs the package of a folder of the checkout into <c>artifacts/npm</c>, once for each lock file, and copies its other files along.</summary>
    /// <returns>The folder that holds <c>node_modules</c>.</returns>
    public static async Task<string> InstallAsync(string source, CancellationToken cancellation)
    {
        var folder = Path.Combine(Checkout.Root, "artifacts", "npm", Path.GetFileName(source));
        var installed = Path.Combine(folder, "package-lock.json");
        var wanted = Path.Combine(source, "package-lock.json");
        Directory.CreateDirectory(folder);
        var isCurrent = File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json"))
            && File.Exists(installed)
            && await File.ReadAllTextAsync(installed, cancellation) == await File.ReadAllTextAsync(wanted, cancellation);
        foreach (var file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        if (!isCurrent)
        {
            await RunAsync("npm", folder, cancellation, "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        }

        return folder;
    }

    /// <summary>Runs a program to its end; a failure is a failed assertion that shows what it printed.</summary>
    public static async Task<string> RunAsync(string program, string folder, CancellationToken cancellation, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors}{await output}");
        return await output;
    }
}
