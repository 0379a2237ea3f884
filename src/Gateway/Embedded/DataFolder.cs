namespace Fleet.Gateway.Embedded;

/// <summary>The folder of an embedded Fleet. The stores in it see to it that one process at a time uses them.</summary>
internal static class DataFolder
{
    /// <summary>Makes the folder when it is missing, and proves that it can be written.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="StartupException">It cannot be made or written.</exception>
    public static string Prepare(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
            var probe = Path.Combine(full, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, [0]);
            File.Delete(probe);
            return full;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartupException($"cannot write to the data folder {full}: permission denied; choose another with --data", e);
        }
        catch (IOException e)
        {
            throw new StartupException($"cannot write to the data folder {full}: {e.Message}; choose another with --data", e);
        }
    }
}
