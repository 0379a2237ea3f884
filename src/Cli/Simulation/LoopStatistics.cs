using Fleet.Protocol.Metrics;

namespace Fleet.Cli.Simulation;

/// <summary>What one connection has seen. Written by its loop alone; the sums are read from outside while it runs.</summary>
internal sealed class LoopStatistics
{
    private const int MaxProblems = 5;

    private long _uploads;

    /// <summary>Uploads acknowledged, each once.</summary>
    public long Uploads => Volatile.Read(ref _uploads);

    public long Bytes { get; private set; }

    public long Busy { get; private set; }

    public long Reconnects { get; private set; }

    public long Resent { get; private set; }

    public long TablesSent { get; set; }

    public long Mismatches { get; private set; }

    public List<string> Problems { get; } = [];

    /// <summary>Milliseconds.</summary>
    public QuantileSketch Latencies { get; } = new();

    public double MaxLatency { get; private set; }

    public void Accepted(int bytes, TimeSpan latency)
    {
        Bytes += bytes;
        Latencies.TryAdd(latency.TotalMilliseconds);
        MaxLatency = Math.Max(MaxLatency, latency.TotalMilliseconds);
        Volatile.Write(ref _uploads, _uploads + 1);
    }

    public void CountBusy() => Busy++;

    public void CountReconnect() => Reconnects++;

    public void CountResent() => Resent++;

    public void CountTable() => TablesSent++;

    public void Mismatch(string problem)
    {
        Mismatches++;
        if (Problems.Count < MaxProblems)
        {
            Problems.Add(problem);
        }
    }
}
