namespace Fleet.DeviceAgent.Memory;

/// <summary>How much memory the agent allows itself.</summary>
internal static class MemoryOptions
{
    /// <summary>
    /// The <c>MemoryHigh</c> of the service's unit, above which the kernel slows it down to take memory back. Below its <c>MemoryMax</c>, at which it is killed,
    /// this leaves 16 MiB for what comes between two looks.
    /// </summary>
    public const long DefaultLimit = 32L << 20;

    /// <summary>What the agent takes at a usual load: it would shed for nothing.</summary>
    public const long LeastLimit = 16L << 20;

    public const long MostLimit = 1L << 30;
}
