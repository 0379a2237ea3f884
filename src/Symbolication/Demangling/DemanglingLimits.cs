namespace Fleet.Symbolication.Demangling;

/// <summary>Symbols come from devices: what a demangler does for one is bounded by these.</summary>
public static class DemanglingLimits
{
    /// <summary>Characters of a symbol. The longest that Debian 12's libraries export here has 1,042; expression templates reach tens of thousands.</summary>
    public const int MaxSymbol = 64 * 1024;

    /// <summary>Characters of a name. Substitutions and back references double with each step, so that 100 characters can stand for 2^20.</summary>
    public const int MaxOutput = 64 * 1024;

    /// <summary>
    /// Types, names and expressions in each other, in parsing and in printing; a level takes several frames of the stack; the deepest fits a
    /// thread of 1 MiB, which a test runs.
    /// </summary>
    internal const int MaxDepth = 512;

    /// <summary>Nodes visited while printing, also those that print nothing (empty packs): a few for each character that there may be.</summary>
    internal const int MaxSteps = 4 * MaxOutput;
}
