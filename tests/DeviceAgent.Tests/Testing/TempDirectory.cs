namespace Fleet.DeviceAgent.Tests.Testing;

/// <summary>A folder of its own for one test, short enough for a Unix socket.</summary>
internal sealed class TempDirectory : IDisposable
{
    /// <summary>In memory, where a flush costs nothing: for tests that open files ten thousand times.</summary>
    private const string Memory = "/dev/shm";

    public TempDirectory(bool inMemory = false) => Path = inMemory && Directory.Exists(Memory)
        ? Directory.CreateDirectory($"{Memory}/fleetd-{Guid.NewGuid():n}").FullName
        : Directory.CreateTempSubdirectory("fleetd-").FullName;

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
