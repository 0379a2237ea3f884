namespace Fleet.Grains.Projections;

/// <summary>
/// Where one projection stands still, and when it tries again. A row is never skipped: what follows from it would be missing for ever, and
/// nobody would know. It becomes readable by an upgrade, or by an operator who mends it.
/// </summary>
/// <param name="shard">Whose projection.</param>
/// <param name="shards">Where it is told.</param>
/// <param name="time">The clock of the pauses.</param>
internal sealed class StopGuard(int shard, StoppedShards shards, TimeProvider time)
{
    /// <summary>After the first attempt at a row; doubles from attempt to attempt. A row does not mend itself in less.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    /// <summary>How long an operator who mended a row waits at most, but for the waker's own seconds.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>For how long the store may be away before that counts as standing still. Uploads are refused meanwhile, so it is seen anyway.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private StoppedShard? _stopped;
    private TimeSpan _pause;
    private long _attemptedAt;
    private DateTimeOffset? _failingSince;

    /// <summary>Whether a round may run: always, but for the pause after an attempt at a row that cannot be taken.</summary>
    public bool IsDue => _pause == TimeSpan.Zero || time.GetElapsedTime(_attemptedAt) >= _pause;

    /// <summary>A row cannot be taken.</summary>
    /// <returns>True when this is news: the shard was not known to stand still there.</returns>
    public bool Stop(RowException at)
    {
        var isNews = _stopped?.Position != at.Position || _pause == TimeSpan.Zero;
        _pause = isNews ? FirstPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        _attemptedAt = time.GetTimestamp();
        _failingSince ??= time.GetUtcNow();
        Tell(new StoppedShard(shard, at.Position, at.Device, _failingSince.Value.ToUnixTimeMilliseconds(), at.Message));
        return isNews;
    }

    /// <summary>A round failed for a reason that may pass by itself, and is tried again as ever.</summary>
    /// <param name="position">Of the next row; 0 when not known.</param>
    /// <param name="reason">What failed.</param>
    public void Falter(long position, string reason)
    {
        _failingSince ??= time.GetUtcNow();
        if (time.GetUtcNow() - _failingSince >= Patience)
        {
            Tell(new StoppedShard(shard, position, null, _failingSince.Value.ToUnixTimeMilliseconds(), reason));
        }
    }

    /// <summary>A round went well.</summary>
    /// <returns>True when the shard stood still until now.</returns>
    public bool Resume()
    {
        var stood = _stopped is not null;
        _stopped = null;
        _failingSince = null;
        _pause = TimeSpan.Zero;
        shards.Resumed(shard);
        return stood;
    }

    private void Tell(StoppedShard stopped)
    {
        _stopped = stopped;
        shards.Stopped(stopped);
    }
}
