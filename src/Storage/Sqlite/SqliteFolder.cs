namespace Fleet.Storage.Sqlite;

/// <summary>
/// The files of an embedded server, and a lock that keeps a second server out: two of them would not corrupt the log, which fences its
/// writes, but each would turn the other's requests away.
/// </summary>
internal sealed class SqliteFolder(string path) : IDisposable
{
    private FileStream? _lock;

    public SqliteFile Log { get; } = new(Path.Combine(path, "log.db"), IsPrimary: true);

    public SqliteFile Views { get; } = new(Path.Combine(path, "views.db"), IsPrimary: false);

    public SqliteFile Grains { get; } = new(Path.Combine(path, "grains.db"), IsPrimary: true);

    /// <summary>Makes the folder and takes the lock.</summary>
    /// <exception cref="StorageSetupException">The folder cannot be written to, or another process uses it.</exception>
    public void Prepare()
    {
        if (_lock is not null)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(e);
        }

        TakeLock();
    }

    public void Dispose() => _lock?.Dispose();

    private void TakeLock()
    {
        var file = Path.Combine(path, "fleet.lock");
        try
        {
            _lock = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw CannotWrite(e);
        }
        catch (IOException e) when (File.Exists(file) && IsShared(e))
        {
            throw new StorageSetupException($"{path} is in use by another fleet process", e);
        }
        catch (IOException e)
        {
            throw CannotWrite(e);
        }
    }

    private static bool IsShared(IOException e)
    {
        const int WouldBlock = 11;
        return e.HResult == WouldBlock || e.Message.Contains("being used by another process", StringComparison.Ordinal);
    }

    private StorageSetupException CannotWrite(Exception e)
    {
        var cause = e is UnauthorizedAccessException ? "permission denied" : e.Message.TrimEnd('.');
        return new StorageSetupException($"cannot write to {path}: {cause}", e);
    }
}
