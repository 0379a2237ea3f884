namespace Fleet.Gateway.Embedded;

/// <summary>The folder of an embedded Fleet: made when missing, proven to be writable, and held by one process at a time.</summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <exception cref="StartupException">The folder cannot be made or written, or another process holds it.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"cannot make the data folder {full}: {e.Message}", e);
        }

        try
        {
            var held = new FileStream(System.IO.Path.Combine(full, "fleet.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DataFolder(full, held);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartupException($"cannot write to the data folder {full}: permission denied", e);
        }
        catch (IOException e) when (File.Exists(System.IO.Path.Combine(full, "fleet.lock")))
        {
            throw new StartupException($"the data folder {full} is in use by another Fleet; stop it or choose another with --data", e);
        }
        catch (IOException e)
        {
            throw new StartupException($"cannot write to the data folder {full}: {e.Message}", e);
        }
    }

    public void Dispose() => _lock.Dispose();
}
