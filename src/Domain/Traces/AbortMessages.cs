namespace Fleet.Domain.Traces;

/// <summary>What runtimes write before they abort, which tells the reason where their frames have no names.</summary>
internal static class AbortMessages
{
    private static readonly (string Text, CrashClass Class)[] Known =
    [
        ("stack smashing detected", CrashClass.AbortStackSmash),
        ("buffer overflow detected", CrashClass.AbortFortify),
        ("terminate called", CrashClass.AbortCxxException),
        ("terminating due to uncaught exception", CrashClass.AbortCxxException),
        ("terminating with uncaught exception", CrashClass.AbortCxxException),
        ("panicked at", CrashClass.AbortRustPanic),
        ("double free or corruption", CrashClass.AbortMalloc),
        ("free(): ", CrashClass.AbortMalloc),
        ("malloc(): ", CrashClass.AbortMalloc),
        ("realloc(): ", CrashClass.AbortMalloc),
        ("munmap_chunk(): ", CrashClass.AbortMalloc),
        ("malloc_consolidate(): ", CrashClass.AbortMalloc),
        ("corrupted size vs. prev_size", CrashClass.AbortMalloc),
        ("corrupted double-linked list", CrashClass.AbortMalloc),
        ("Assertion `", CrashClass.AbortAssert),
        ("Assertion failed: ", CrashClass.AbortAssert),
    ];

    public static CrashClass? Tells(string message)
    {
        foreach (var (text, found) in Known)
        {
            if (message.Contains(text, StringComparison.Ordinal))
            {
                return found;
            }
        }

        return null;
    }
}
