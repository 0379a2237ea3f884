namespace Fleet.Symbolication.Core;

/// <summary>A thread's notes, as they come one after the other.</summary>
internal sealed class ThreadState(ThreadStatus status)
{
    public ThreadStatus Status => status;

    public ReadOnlyMemory<byte> Floating { get; set; }

    public ReadOnlyMemory<byte> Extended { get; set; }

    public ulong? ThreadPointer { get; set; } = status.ThreadPointer;
}
