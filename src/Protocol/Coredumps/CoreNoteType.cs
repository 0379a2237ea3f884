namespace Fleet.Protocol.Coredumps;

/// <summary>
/// Types of the notes that the agent puts into a core, under the name <c>Fleet</c>. Beyond those that Linux gives: debuggers know a note by its number and take one
/// of type 1 for a thread when it is as long as one, whatever its name.
/// </summary>
public static class CoreNoteType
{
    public const uint Process = First + 1;
    public const uint Threads = First + 2;
    public const uint Frames = First + 3;
    public const uint Log = First + 4;
    public const uint Unwind = First + 5;

    /// <summary>"FL".</summary>
    private const uint First = 0x464c_0000;
}
