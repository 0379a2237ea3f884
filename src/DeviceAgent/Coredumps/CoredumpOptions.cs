using Fleet.Protocol.Coredumps;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>The settings <c>coredump.…</c>.</summary>
internal sealed record CoredumpOptions
{
    public static readonly CoredumpOptions Default = new();

    /// <summary>When off, a crash leaves nothing, not even its count.</summary>
    public bool IsEnabled { get; init; } = true;

    public CoreStrategy Strategy { get; init; } = CoreStrategy.Threads;

    /// <summary>Of each thread's stack, from its top.</summary>
    public long StackBytes { get; init; } = 32 * 1024;

    /// <summary>Compressed bytes of one core.</summary>
    public long MaxCoreBytes { get; init; } = 96L << 20;

    /// <summary>Compressed bytes of all cores that are held.</summary>
    public long MaxTotalBytes { get; init; } = 256L << 20;

    /// <summary>Cores of one program in an hour.</summary>
    public int CoresPerHour { get; init; } = 5;

    /// <summary>Globs of program names, with a <c>!</c> before those that are not wanted.</summary>
    public IReadOnlyList<string> Programs { get; init; } = [];

    /// <summary>How long a handler may hold a dying process.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
