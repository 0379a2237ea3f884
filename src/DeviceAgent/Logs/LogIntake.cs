using System.Text;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs.Store;
using Fleet.Protocol;
using Fleet.Protocol.Logs;

namespace Fleet.DeviceAgent.Logs;

/// <summary>
/// Where all sources hand over their lines: what is too much or too unimportant is dropped and counted, the rest goes to store and tail. Any thread may call.
/// </summary>
internal sealed class LogIntake(LogStore store, LogTail tail, LogLineLimit limit, int minimumLevel, AgentCounters counters, AgentLog log, TimeProvider time)
{
    /// <summary>A broken program sends its broken line all day.</summary>
    private static readonly TimeSpan ComplaintInterval = TimeSpan.FromMinutes(1);

    private const int MaxQuoted = 120;

    private readonly Lock _gate = new();
    private readonly List<LogRecord> _kept = [];
    private long? _lastComplaint;

    /// <summary>Microseconds since 1970 UTC, for lines that do not say when they were written.</summary>
    public long NowUs => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public void Take(in LogRecord record) => Take([record], position: null);

    /// <summary>Takes lines of one source in order, and with them, in one step, how far it has been read.</summary>
    public void Take(ReadOnlySpan<LogRecord> records, SourcePosition? position)
    {
        lock (_gate)
        {
            long lost = 0;
            _kept.Clear();
            foreach (ref readonly var record in records)
            {
                if (record.Level > minimumLevel)
                {
                    counters.Add(AgentCounter.LogLinesBelowLevel);
                }
                else if (!limit.TryTake())
                {
                    lost++;
                }
                else
                {
                    _kept.Add(Fit(record));
                }
            }

            foreach (var record in _kept)
            {
                tail.Add(record);
            }

            store.Append(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_kept), position, lost);
            counters.Add(AgentCounter.LogLines, _kept.Count);
            counters.Add(AgentCounter.LogLinesOverLimit, lost);
        }
    }

    /// <summary>Waits for nothing: what was taken so far is written when it returns. False when the disk does not take it.</summary>
    public bool Flush() => store.Flush();

    /// <summary>Counts lines that were shortened before they came here.</summary>
    public void CountCut(long lines = 1) => counters.Add(AgentCounter.LogLinesCut, lines);

    /// <summary>Counts what is no record, and quotes one a minute.</summary>
    public void Malformed(string protocol, ReadOnlySpan<byte> what)
    {
        counters.Add(AgentCounter.LogMalformed);
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_lastComplaint is { } last && time.GetElapsedTime(last, now) < ComplaintInterval)
            {
                return;
            }

            _lastComplaint = now;
        }

        var isCut = false;
        var quoted = LogText.Clean(Encoding.UTF8.GetString(what[..Math.Min(what.Length, MaxQuoted)]), MaxQuoted, ref isCut);
        log.Warn("logs", $"{protocol}: could not use '{quoted}' (all are counted, see fleetctl status)");
    }

    private LogRecord Fit(in LogRecord record)
    {
        var isCut = false;
        var fit = record with
        {
            Source = LogText.Clean(record.Source, ProtocolLimits.MaxNameLength, ref isCut),
            Message = LogText.Clean(record.Message, ProtocolLimits.MaxLogMessageLength, ref isCut),
        };
        if (isCut)
        {
            CountCut();
        }

        return fit;
    }
}
