namespace Fleet.Symbolication.Unwinding;

/// <summary>Whether a value can be where a call returns to.</summary>
internal enum ReturnSite
{
    /// <summary>It points to no code, or behind something else.</summary>
    No,

    /// <summary>It points to code that nobody has.</summary>
    Unknown,

    /// <summary>It points behind a call, or to a signal trampoline.</summary>
    Yes,
}
