namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Memory of a process that has crashed and is not gone yet.</summary>
internal interface IProcessMemory
{
    /// <summary>Reads up to <paramref name="buffer"/>'s length; less, or nothing, where memory ends or cannot be read. Never throws.</summary>
    int Read(ulong address, Span<byte> buffer);
}
