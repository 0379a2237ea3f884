using System.Diagnostics.Metrics;
using Fleet.Silo.Workers.Sandbox;

namespace Fleet.Silo.Workers;

/// <summary>What is counted of workers, in the meter <c>Fleet.Symbolication</c>.</summary>
public sealed class WorkerInstruments
{
    public const string MeterName = "Fleet.Symbolication";

    private readonly Counter<long> _ended;
    private readonly Histogram<double> _seconds;
    private readonly Counter<long> _files;
    private readonly Counter<long> _tables;
    private int _running;
    private int _sandbox;

    public WorkerInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _ended = meter.CreateCounter<long>("fleet.symbolication.workers.ended", "{process}", "Worker processes that ended or were ended, by reason");
        _seconds = meter.CreateHistogram<double>("fleet.symbolication.duration", "s", "From a core's or summary's begin in a worker to its trace, files of symbols looked up within, by kind and outcome");
        _files = meter.CreateCounter<long>("fleet.symbolication.files", "{file}", "Files of symbols that workers asked for, by kind and whether anybody had them");
        _tables = meter.CreateCounter<long>("fleet.symbolication.tables", "{file}", "Files of symbols that were gone through to make tables of them for the next core, by outcome");
        meter.CreateObservableGauge("fleet.symbolication.workers.running", () => Volatile.Read(ref _running), "{process}", "Worker processes");
        meter.CreateObservableGauge("fleet.symbolication.sandbox", Parts, "{part}", "1 for each part of the sandbox that the newest worker has, 0 for those that this machine lacks; nothing before the first worker");
    }

    internal void Started(SandboxParts sandbox)
    {
        Interlocked.Increment(ref _running);
        Volatile.Write(ref _sandbox, (int)sandbox);
    }

    internal void Ended(WorkerEnd reason)
    {
        Interlocked.Decrement(ref _running);
        _ended.Add(1, Tag("reason", reason));
    }

    /// <summary>One that never was ready.</summary>
    internal void DidNotStart() => _ended.Add(1, new KeyValuePair<string, object?>("reason", "start"));

    internal void Took(TimeSpan time, WorkerMessageKind request, string outcome) => _seconds.Record(time.TotalSeconds, Tag("kind", request), new("outcome", outcome));

    internal void AskedFor(Enum kind, bool isFound) => _files.Add(1, Tag("kind", kind), new("found", isFound));

    /// <param name="outcome">made, small, failed or skipped.</param>
    internal void Tabled(string outcome) => _tables.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    private IEnumerable<Measurement<int>> Parts()
    {
        var parts = (SandboxParts)Volatile.Read(ref _sandbox);
        return parts == SandboxParts.None && Volatile.Read(ref _running) == 0
            ? []
            : new[] { SandboxParts.NoNewPrivileges, SandboxParts.Landlock, SandboxParts.Seccomp, SandboxParts.Limits }
                .Select(part => new Measurement<int>(parts.HasFlag(part) ? 1 : 0, Tag("part", part)));
    }

    private static KeyValuePair<string, object?> Tag(string name, Enum value) => new(name, value.ToString().ToLowerInvariant());
}
