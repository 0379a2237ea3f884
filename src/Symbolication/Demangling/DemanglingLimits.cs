namespace Fleet.Symbolication.Demangling;

/// <summary>Symbols come from devices: what a demangler does for one is bounded by these.</summary>
public static class DemanglingLimits
{
    /// <summary>Characters of a symbol. The longest of libLLVM, libclang and libstdc++ has 2,100; expression templates reach some tens of thousands.</summary>
    public const int MaxSymbol = 64 * 1024;

    /// <summary>Characters of a name. Substitutions and back references double with each step, so that 100 characters can stand for 2^20.</summary>
    public const int MaxOutput = 64 * 1024;

    /// <summary>
    /// Types, names and expressions in each other, in parsing and in printing; a level takes up to three frames of the stack, together less than
    /// 700 bytes, so that a thread with 1 MiB has room left. In the libraries above it is at most 40.
    /// </summary>
    internal const int MaxDepth = 512;

    /// <summary>Nodes visited while printing, also those that print nothing (empty packs): a few for each character that there may be.</summary>
    internal const int MaxSteps = 4 * MaxOutput;
}
