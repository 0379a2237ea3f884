namespace Fleet.DeviceAgent.Reports;

/// <summary>
/// How long the device was connected, as outcomes tell: connected from one that succeeded to the next that fails. The outcomes are those of
/// syncs, or of probes where such are configured. Nothing is expected before the first.
/// </summary>
internal sealed class Connectivity(TimeProvider time, bool isProbed = false)
{
    private readonly Lock _gate = new();
    private bool? _isConnected;
    private long _since;
    private TimeSpan _expected;
    private TimeSpan _connected;

    /// <summary>The outcome of a sync, which says nothing where probes do.</summary>
    public void RecordSync(bool succeeded)
    {
        if (!isProbed)
        {
            Record(succeeded);
        }
    }

    public void Record(bool succeeded)
    {
        lock (_gate)
        {
            Advance();
            _isConnected = succeeded;
        }
    }

    /// <summary>Time since the last call, and how much of it connected; both zero before the first outcome.</summary>
    public (TimeSpan Expected, TimeSpan Connected) Take()
    {
        lock (_gate)
        {
            Advance();
            var taken = (_expected, _connected);
            _expected = TimeSpan.Zero;
            _connected = TimeSpan.Zero;
            return taken;
        }
    }

    private void Advance()
    {
        var now = time.GetTimestamp();
        if (_isConnected is { } connected)
        {
            var elapsed = time.GetElapsedTime(_since, now);
            _expected += elapsed;
            _connected += connected ? elapsed : TimeSpan.Zero;
        }

        _since = now;
    }
}
