using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Fleet.Grains.Blobs;

namespace Fleet.Gateway.Tests.Blobs;

/// <summary>The endpoints against the reference client of tus, the npm package <c>tus-js-client</c>.</summary>
public sealed class TusJsClientTests
{
    private const int FileBytes = 20 * 1024 * 1024;

    [Fact]
    public async Task The_reference_client_uploads_20_MB_across_an_interruption()
    {
        var folder = await Install();
        await using var server = await BlobServer.Start(everyoneIs: "p");
        var file = Path.Combine(server.Folder, "upload.bin");
        var content = new byte[FileBytes];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        var digest = SHA256.HashData(content);

        var output = await Run("node", folder, "upload.cjs", new Uri(server.Address, TusRequests.Blobs).ToString(), file, Convert.ToHexStringLower(digest));

        using var told = JsonDocument.Parse(output);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.InRange(told.RootElement.GetProperty("resumedAt").GetInt64(), 1, FileBytes / 2);
        var requests = told.RootElement.GetProperty("requests").EnumerateArray().Select(r => r.GetString()).ToList();
        Assert.Equal("POST", requests[0]);
        Assert.Contains("HEAD", requests);
        await using var stored = await server.Store.OpenRead("p", BlobId.OfDigest(digest), TestContext.Current.CancellationToken);
        Assert.NotNull(stored);
        Assert.Equal(digest, await SHA256.HashDataAsync(stored, TestContext.Current.CancellationToken));
    }

    /// <summary>Installs the client as its lock file says, once for each lock file.</summary>
    private static async Task<string> Install()
    {
        var source = Path.Combine(Root(), "tests", "Gateway.Tests", "Blobs", "tus-client");
        var folder = Path.Combine(Root(), "artifacts", "npm", "tus-client");
        var installed = Path.Combine(folder, "package-lock.json");
        var wanted = Path.Combine(source, "package-lock.json");
        Directory.CreateDirectory(folder);
        foreach (var name in new[] { "package.json", "upload.cjs" })
        {
            File.Copy(Path.Combine(source, name), Path.Combine(folder, name), overwrite: true);
        }

        var complete = Path.Combine(folder, "node_modules", ".package-lock.json");
        if (!File.Exists(complete) || !File.Exists(installed) || await File.ReadAllTextAsync(installed) != await File.ReadAllTextAsync(wanted))
        {
            File.Copy(wanted, installed, overwrite: true);
            await Run("npm", folder, "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        }

        return folder;
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fleet.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no Fleet.sln above {AppContext.BaseDirectory}");
    }

    private static async Task<string> Run(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors}{await output}");
        return await output;
    }
}
