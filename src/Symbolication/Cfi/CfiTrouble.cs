namespace Fleet.Symbolication.Cfi;

/// <summary>Why a rule gave no value.</summary>
internal enum CfiTroubleKind
{
    None,

    /// <summary><see cref="CfiTrouble.Value"/> is the address.</summary>
    MissingMemory,

    /// <summary><see cref="CfiTrouble.Value"/> is the register.</summary>
    UnknownRegister,

    /// <summary>The return address is undefined: no frame is further out.</summary>
    Outermost,
}

internal readonly record struct CfiTrouble(CfiTroubleKind Kind, ulong Value)
{
    public string Describe() => Kind switch
    {
        CfiTroubleKind.MissingMemory => $"the memory at 0x{Value:x} is not in the core",
        CfiTroubleKind.UnknownRegister => $"register {Value} is not known here",
        _ => "",
    };
}
