namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Of a process that is gone, or of which there is only the core.</summary>
internal sealed class NoMemory : IProcessMemory
{
    public static readonly NoMemory Instance = new();

    public int Read(ulong address, Span<byte> buffer) => 0;
}
