namespace Fleet.DeviceAgent.Host;

/// <summary>How much a counter of the kernel grew.</summary>
internal static class Growth
{
    /// <summary>A counter below what it was has begun anew, with its driver or its interface.</summary>
    public static ulong Of(ulong before, ulong now) => now >= before ? now - before : now;
}
