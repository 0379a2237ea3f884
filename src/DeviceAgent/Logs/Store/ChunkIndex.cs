using Fleet.Protocol;
using Fleet.Protocol.Logs;

namespace Fleet.DeviceAgent.Logs.Store;

/// <summary>What lines there are, in a block or in a whole chunk, and how far the sources were read.</summary>
internal sealed class ChunkIndex
{
    private readonly long[] _levels = new long[LogFile.LevelCount];

    /// <summary>Microseconds since 1970 UTC; the earliest of the lines, which need not come in the order of their times.</summary>
    public long FirstUs { get; set; } = long.MaxValue;

    /// <summary>The latest of the lines.</summary>
    public long LastUs { get; set; } = long.MinValue;

    public long Lines { get; set; }

    /// <summary>Lines that were dropped meanwhile.</summary>
    public long Lost { get; set; }

    /// <summary>Of the records, uncompressed.</summary>
    public long RawBytes { get; set; }

    /// <summary>Lines by syslog severity.</summary>
    public Span<long> Levels => _levels;

    /// <summary>Whether <see cref="Positions"/> has all sources, and not only those that moved.</summary>
    public bool HasAllPositions { get; set; }

    /// <summary>How far each source was read; an empty text where a source is gone.</summary>
    public Dictionary<string, string> Positions { get; } = new(StringComparer.Ordinal);

    public long FirstMs => Lines == 0 ? 0 : Milliseconds(FirstUs);

    public long LastMs => Lines == 0 ? 0 : Milliseconds(LastUs);

    public bool IsEmpty => Lines == 0 && Lost == 0 && Positions.Count == 0;

    public void Count(long timeUs, int level, long bytes)
    {
        FirstUs = Math.Min(FirstUs, timeUs);
        LastUs = Math.Max(LastUs, timeUs);
        Lines++;
        RawBytes += bytes;
        _levels[level]++;
    }

    /// <summary>Adds what came behind.</summary>
    public void Add(ChunkIndex later)
    {
        FirstUs = Math.Min(FirstUs, later.FirstUs);
        LastUs = Math.Max(LastUs, later.LastUs);
        Lines += later.Lines;
        Lost += later.Lost;
        RawBytes += later.RawBytes;
        for (var i = 0; i < _levels.Length; i++)
        {
            _levels[i] += later._levels[i];
        }

        HasAllPositions |= later.HasAllPositions;
        foreach (var (source, position) in later.Positions)
        {
            Positions[source] = position;
        }
    }

    public void Clear()
    {
        (FirstUs, LastUs, Lines, Lost, RawBytes, HasAllPositions) = (long.MaxValue, long.MinValue, 0, 0, 0, false);
        _levels.AsSpan().Clear();
        Positions.Clear();
    }

    /// <summary>Whether a line of it may be of the stretch.</summary>
    public bool Overlaps(long fromMs, long toMs) => Lines > 0 && FirstMs < toMs && LastMs >= fromMs;

    private static long Milliseconds(long microseconds) => Math.Clamp(microseconds / 1000, 0, ProtocolLimits.MaxMilliseconds);
}
