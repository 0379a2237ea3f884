namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Where a core is written to, from its first byte on.</summary>
internal interface ICoreOutput
{
    /// <exception cref="CoreTooLargeException">It would be larger than it may be.</exception>
    /// <exception cref="IOException">The disk does not take it.</exception>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>What was written so far can be read even if nothing more can be written.</summary>
    /// <exception cref="CoreTooLargeException">It would be larger than it may be.</exception>
    /// <exception cref="IOException">The disk does not take it.</exception>
    void Flush();
}
