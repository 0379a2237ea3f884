namespace Fleet.Symbolication.Variables;

/// <summary>What is shown in the place of a value that there is none of.</summary>
internal static class Unavailable
{
    /// <summary>The program keeps it nowhere, or in a register that nothing restores.</summary>
    public const string OptimizedOut = Domain.Traces.TraceVariable.OptimizedOut;

    /// <summary>Its memory was not kept, or is none.</summary>
    public const string NotInCore = Domain.Traces.TraceVariable.NotInCore;

    /// <summary>Where a thread's own variables are is known to the C library only.</summary>
    public const string ThreadLocal = "<thread-local>";

    /// <summary>Its place needs the frame's address, which is not known without call frame information.</summary>
    public const string NoFrame = "<no frame address>";

    /// <summary>What the debugging information says of it is damaged, or has no end.</summary>
    public const string Malformed = "<malformed debugging information>";

    /// <summary>Arithmetic on values of more than 8 bytes.</summary>
    public const string TooWide = "<not computed: more than 8 bytes>";

    /// <summary>A declaration whose definition is elsewhere.</summary>
    public const string Incomplete = "<incomplete type>";

    /// <summary>The place is in another address space, or where a vendor's operation says.</summary>
    public const string NotSupported = "<not supported>";

    /// <summary>What may be read for one variable, or for all of a core, is used up.</summary>
    public const string TooMuch = "<too much to read>";
}
