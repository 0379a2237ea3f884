namespace Fleet.Silo.Workers.Sandbox;

/// <summary>What a worker may have of the machine, kept by the kernel.</summary>
internal static class ResourceLimits
{
    private const int FileSize = 1;
    private const int Data = 2;
    private const int Core = 4;
    private const int OpenFiles = 7;

    /// <summary>An inflated core, <c>CoreOptions.MaxInflatedBytes</c>, and its last page.</summary>
    private const long MaxFileBytes = (4L * 1024 * 1024 * 1024) + (1024 * 1024);

    /// <summary>Files are mapped and closed.</summary>
    private const long MaxOpenFiles = 256;

    /// <summary>Address space of stacks and of the runtime's tables, of which little is ever touched.</summary>
    private const long UntouchedBytes = 512L * 1024 * 1024;

    /// <summary>Behind everything else on the machine.</summary>
    private const int Niceness = 10;

    /// <returns>False when the kernel refuses one.</returns>
    public static bool TrySet(long maxMemoryBytes)
    {
        var isNice = Libc.SetPriority(Libc.PriorityOfProcess, 0, Niceness) == 0;
        return Set(FileSize, MaxFileBytes) && Set(Data, maxMemoryBytes + UntouchedBytes) && Set(Core, 0) && Set(OpenFiles, MaxOpenFiles) && isNice;
    }

    private static bool Set(int resource, long value)
    {
        var limit = new Libc.Limit { Soft = (nuint)value, Hard = (nuint)value };
        return Libc.SetLimit(resource, ref limit) == 0;
    }
}
