using System.IO.Enumeration;

namespace Fleet.DeviceAgent.Logs.Files;

/// <summary>Absolute paths with <c>*</c> and <c>?</c> in any of their parts: <c>/var/log/*/app-?.log</c>.</summary>
internal static class GlobPattern
{
    /// <summary>Directories that are looked into for one pattern.</summary>
    private const int MaxDirectories = 256;

    /// <summary>
    /// Files that match, the one that was written to last at the end. Of several that were written to in the same moment, <c>app.log.2</c> comes before <c>app.log.1</c>
    /// and that before <c>app.log</c>: rotation makes older ones of that order.
    /// </summary>
    public static IEnumerable<string> Expand(string pattern)
    {
        List<string> found = ["/"];
        var parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            var isLast = i == parts.Length - 1;
            found = [.. found.Take(MaxDirectories).SelectMany(directory => Match(directory, part, isLast))];
        }

        return found.OrderBy(path => File.GetLastWriteTimeUtc(path).Ticks).ThenByDescending(path => path, StringComparer.Ordinal);
    }

    private static IEnumerable<string> Match(string directory, string part, bool isLast)
    {
        if (!part.Contains('*') && !part.Contains('?'))
        {
            return [Path.Combine(directory, part)];
        }

        try
        {
            // Materialized here, where a directory that may not be read is caught.
            return [.. new FileSystemEnumerable<string>(directory, (ref entry) => entry.ToFullPath())
            {
                ShouldIncludePredicate = (ref entry) => entry.IsDirectory != isLast && FileSystemName.MatchesSimpleExpression(part, entry.FileName, ignoreCase: false),
            }];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
