namespace Fleet.DeviceAgent.Coredumps;

/// <summary>A core as it comes: once, from its first byte on.</summary>
internal interface ICoreStream
{
    /// <summary>Waits for bytes and reads what there is; 0 at the end, or when the time is over.</summary>
    int Read(Span<byte> buffer);
}
