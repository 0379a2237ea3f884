namespace Fleet.Cli.Symbols;

/// <summary>The files below a folder, each once: links are followed once, wherever they lead, and never in a circle.</summary>
internal static class FolderWalk
{
    /// <summary>Links that lead to links.</summary>
    private const int MaxLinks = 40;

    /// <param name="root">The folder.</param>
    /// <param name="problem">Is told of what cannot be read.</param>
    public static IEnumerable<string> Files(string root, Action<string> problem)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var folders = new Stack<string>([root]);
        while (folders.TryPop(out var folder))
        {
            if (!seen.Add(Real(folder)))
            {
                continue;
            }

            foreach (var entry in Entries(folder, problem))
            {
                if (entry is DirectoryInfo)
                {
                    folders.Push(entry.FullName);
                }
                else if (seen.Add(Real(entry.FullName)))
                {
                    yield return entry.FullName;
                }
            }
        }
    }

    private static List<FileSystemInfo> Entries(string folder, Action<string> problem)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(IsThere).OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(Target)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem($"{folder}: {e.Message}");
            return [];
        }
    }

    /// <summary>Not of a link that leads nowhere, or to itself.</summary>
    private static bool IsThere(FileSystemInfo entry)
    {
        try
        {
            return entry.LinkTarget is null || entry.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true };
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>A link to a folder is a folder.</summary>
    private static FileSystemInfo Target(FileSystemInfo entry) => Directory.Exists(entry.FullName) ? new DirectoryInfo(entry.FullName) : new FileInfo(entry.FullName);

    /// <summary>The path without a link in it.</summary>
    private static string Real(string path)
    {
        var real = Path.GetFullPath(path);
        for (var links = 0; links < MaxLinks; links++)
        {
            if (FirstLink(real) is not { } link)
            {
                return real;
            }

            var target = Path.GetFullPath(link.LinkTarget!, Path.GetDirectoryName(link.FullName)!);
            real = target + real[link.FullName.Length..];
        }

        return real;
    }

    private static DirectoryInfo? FirstLink(string path)
    {
        for (var end = path.IndexOf(Path.DirectorySeparatorChar, 1); ; end = path.IndexOf(Path.DirectorySeparatorChar, end + 1))
        {
            var part = new DirectoryInfo(end < 0 ? path : path[..end]);
            if (part.LinkTarget is not null)
            {
                return part;
            }

            if (end < 0)
            {
                return null;
            }
        }
    }
}
