namespace Fleet.DeviceAgent;

/// <summary>The daemon's folder, held by one process at a time: two would number two different entries alike.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly string _path;
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held)
    {
        _path = path;
        _lock = held;
    }

    /// <summary>Makes the folder, unless it is there: cores, logs, recordings and keys in it are nobody else's.</summary>
    public static void Make(string path) => Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <exception cref="IOException">It cannot be made or written, or another process holds it.</exception>
    public static DataDirectory Take(string path)
    {
        try
        {
            Make(path);
            var file = Path.Combine(path, "lock");
            var isNew = !File.Exists(file);
            try
            {
                return new DataDirectory(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException e) when (!isNew)
            {
                throw new IOException($"data.directory: another fleetd uses {path}", e);
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"data.directory: {path} cannot be written: {e.Message}", e);
        }
    }

    public string PathOf(string name) => Path.Combine(_path, name);

    public void Dispose() => _lock.Dispose();
}
