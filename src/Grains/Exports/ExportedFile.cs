namespace Fleet.Grains.Exports;

/// <summary>A finished export. Disposing it removes it.</summary>
/// <param name="Content">From its begin, with a length.</param>
/// <param name="Reports">Rows.</param>
/// <param name="Devices">That have a row.</param>
/// <param name="Metrics">That have columns.</param>
public sealed record ExportedFile(Stream Content, long Reports, long Devices, int Metrics) : IDisposable
{
    public void Dispose() => Content.Dispose();
}
