using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Diagnostics;

/// <summary>Files of the agent's own that cannot be read: they are kept for whoever wants to look, out of the agent's way.</summary>
internal static class DamagedFile
{
    /// <summary>Of a folder: damaged files are evidence, not data, and may not fill a disk.</summary>
    private const int MaxKept = 4;

    /// <summary>Renames the file to <c>*.corrupt-N</c> and says so; of several in its folder the newest <see cref="MaxKept"/> are kept.</summary>
    /// <param name="path">The file.</param>
    /// <param name="part">Of the agent, for the log.</param>
    /// <param name="log">Is told the new name.</param>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    public static void SetAside(string path, string part, AgentLog log)
    {
        var directory = Path.GetDirectoryName(path)!;
        var kept = Directory.EnumerateFiles(directory, "*.corrupt-*").OrderBy(path => File.GetLastWriteTimeUtc(path).Ticks).ToList();
        foreach (var old in kept.Take(kept.Count - MaxKept + 1))
        {
            File.Delete(old);
        }

        var n = 1;
        while (File.Exists($"{path}.corrupt-{n}"))
        {
            n++;
        }

        File.Move(path, $"{path}.corrupt-{n}");
        DirectorySync.Flush(directory);
        log.Warn(part, $"set aside as {path}.corrupt-{n}");
    }

    /// <summary>The same of a small file that is begun anew: when it cannot be renamed it will be written over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="part">Of the agent, for the log.</param>
    /// <param name="consequence">What follows from its loss.</param>
    /// <param name="log">Is told.</param>
    public static void BeginAnew(string path, string part, string consequence, AgentLog log)
    {
        log.Warn(part, $"{path} is not readable; {consequence}");
        try
        {
            SetAside(path, part, log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn(part, $"{path} could not be set aside: {e.Message}");
        }
    }
}
