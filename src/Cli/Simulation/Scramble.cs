namespace Fleet.Cli.Simulation;

/// <summary>Numbers that look random and follow from their coordinates alone, so that any of them can be had again without the ones before.</summary>
internal static class Scramble
{
    /// <summary>The finaliser of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014, fig. 16) over both words.</summary>
    public static ulong Of(ulong a, ulong b)
    {
        var z = (a * 0x9E37_79B9_7F4A_7C15) ^ (b + 0xD1B5_4A32_D192_ED03);
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
