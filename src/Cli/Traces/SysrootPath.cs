namespace Fleet.Cli.Traces;

/// <summary>Where a module lies below a folder that stands for the device's root. Its path comes from a core: it leads nowhere else.</summary>
internal static class SysrootPath
{
    private const string Deleted = " (deleted)";

    /// <summary>Bytes of a name, and names in a path: what file systems take.</summary>
    private const int MaxName = 255;

    private const int MaxDepth = 64;

    /// <returns>Relative, with '/'; null when the path names no file.</returns>
    public static string? Of(string path)
    {
        // What a running process's file is called in the kernel's list when another has taken its place.
        var name = path.EndsWith(Deleted, StringComparison.Ordinal) ? path[..^Deleted.Length] : path;
        string[] parts = [.. name.Split('/').Where(part => part is not ("" or "." or ".."))];
        var isFile = parts.Length is > 0 and <= MaxDepth && !name.EndsWith('/') && parts.All(part => part.Length <= MaxName && !part.Any(char.IsControl));
        return isFile ? string.Join('/', parts) : null;
    }
}
