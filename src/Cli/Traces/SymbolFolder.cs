using System.Net;
using System.Security.Cryptography;
using Fleet.Cli.Commands;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;
using Fleet.Symbolication;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;

namespace Fleet.Cli.Traces;

/// <summary>
/// The files of a core's modules as debuggers look for them: programs and libraries in <c>sysroot</c> by their paths, debugging information in
/// <c>debug/.build-id</c>. They come from the server's debuginfod endpoints, which ask upstream servers for what is not there.
/// </summary>
internal sealed class SymbolFolder(ApiContext context, string folder)
{
    private readonly HashSet<string> _fetched = new(StringComparer.Ordinal);

    public string Sysroot => Path.Combine(folder, "sysroot");

    public string DebugFiles => Path.Combine(folder, "debug");

    /// <summary>Where the program was put; null when it is not here.</summary>
    public string? Program { get; private set; }

    /// <summary>Folders that libraries were put in.</summary>
    public SortedSet<string> LibraryFolders { get; } = new(StringComparer.Ordinal);

    /// <summary>Modules whose program or library the server does not have.</summary>
    public List<LoadedModule> Missing { get; } = [];

    /// <summary>Modules whose program or library is here.</summary>
    public int Found { get; private set; }

    /// <summary>Fetches what there is for the modules of a core.</summary>
    public async Task FetchAsync(CoreDump core)
    {
        foreach (var module in core.Modules.Where(m => m.BuildId.Length > 0))
        {
            await FetchAsync(module, isProgram: module == core.Program);
        }
    }

    private async Task FetchAsync(LoadedModule module, bool isProgram)
    {
        var relative = SysrootPath.Of(module.Path) ?? $"modules/{module.BuildId}";
        var path = Path.Combine(Sysroot, relative);
        var debug = DebugFileOf(module.BuildId);
        var content = await TryFetchAsync(module.BuildId, "executable", path, null);
        if (content is null)
        {
            Missing.Add(module);
        }
        else
        {
            Found++;
            LibraryFolders.Add(Path.GetDirectoryName(path)!);
            Program = isProgram ? path : Program;
            Link(debug[..^".debug".Length], path);
        }

        if (await TryFetchAsync(module.BuildId, "debuginfo", debug, content) is not null)
        {
            await FetchSupplementAsync(File.Exists(debug) ? debug : path);
        }
    }

    /// <summary>What <c>dwz</c> moved to a file that several share.</summary>
    /// <param name="debugFile">The debug file, or the program where that has its debugging information in itself.</param>
    private async Task FetchSupplementAsync(string debugFile)
    {
        string? id = null;
        try
        {
            using var source = ByteSource.Map(debugFile);
            id = ElfFile.Open(source, debugFile).DebugAltLink?.BuildId;
        }
        catch (MalformedException)
        {
            // The debugger will say what it thinks of it.
        }

        if (id is { Length: > 2 } && id.All(char.IsAsciiHexDigit))
        {
            await TryFetchAsync(id, "debuginfo", DebugFileOf(id), null);
        }
    }

    /// <param name="known">Content that need not come again: a program that has its debugging information in itself answers for both.</param>
    /// <returns>SHA-256 of the content, as the server names it; null when it does not have the file.</returns>
    private async Task<string?> TryFetchAsync(string buildId, string what, string path, string? known)
    {
        if (!_fetched.Add(path))
        {
            return null;
        }

        var url = new Uri(context.Target.Server, $"/buildid/{buildId}/{what}");
        using var answer = await context.Api.Http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, context.Cancellation);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
        {
            return null;
        }

        if (!answer.IsSuccessStatusCode)
        {
            throw answer.StatusCode == HttpStatusCode.ServiceUnavailable
                ? ApiError.Unreachable(context.Target, "the store is busy or does not answer")
                : new CliException(ExitCode.Failure, $"{url}: status {(int)answer.StatusCode}");
        }

        var name = answer.Headers.ETag?.Tag.Trim('"') ?? "";
        if (name.Length > 0 && name == known)
        {
            return name;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var hash = SHA256.Create();
        await WholeFile.WriteAsync(path, async file =>
        {
            await using var content = await answer.Content.ReadAsStreamAsync(context.Cancellation);
            await using var hashed = new CryptoStream(content, hash, CryptoStreamMode.Read);
            await hashed.CopyToAsync(file, context.Cancellation);
        });
        return Convert.ToHexStringLower(hash.Hash!) == name
            ? name
            : throw new CliException(ExitCode.Failure, $"what came of {url} is not what the server has: try again");
    }

    private string DebugFileOf(string buildId) => Path.Combine(DebugFiles, ".build-id", buildId[..2], $"{buildId[2..]}.debug");

    /// <summary>Newer debuggers find programs by their build-id too.</summary>
    private static void Link(string link, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        if (!Path.Exists(link))
        {
            File.CreateSymbolicLink(link, target);
        }
    }
}
