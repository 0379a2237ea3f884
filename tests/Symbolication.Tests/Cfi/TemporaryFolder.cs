namespace Fleet.Symbolication.Tests.Cfi;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fleet-unwind-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
