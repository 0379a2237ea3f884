using System.Threading.Channels;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// The daemon's side of the folder: queues what handlers have left there, and counts the crashes. At start, when a handler says that there is something,
/// and once a minute for those that could not say it.
/// </summary>
/// <param name="folder">That the handlers write to.</param>
/// <param name="options">Settings.</param>
/// <param name="outbox">For the summaries.</param>
/// <param name="isDebugging">Whether the server wants to know of failures; when not, crashes are counted and no more.</param>
/// <param name="count">Is given each crash once, also those without a summary.</param>
/// <param name="summarized">Is given the time of each crash that has a summary, in milliseconds since 1970 UTC by the device's clock.</param>
/// <param name="clock">Of the device.</param>
/// <param name="origin">Software that runs now.</param>
/// <param name="counters">For all that is kept and not kept.</param>
/// <param name="log">Told of each crash.</param>
internal sealed class CrashScan(
    CrashFolder folder,
    CoredumpOptions options,
    Outbox outbox,
    Func<bool> isDebugging,
    Action<HandlerMark> count,
    Action<long> summarized,
    DeviceClock clock,
    Origin origin,
    AgentCounters counters,
    AgentLog log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Channel<bool> _pokes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>There is something new.</summary>
    public void Poke() => _pokes.Writer.TryWrite(true);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Scan();
            using var waited = CancellationTokenSource.CreateLinkedTokenSource(stop);
            await Task.WhenAny(_pokes.Reader.WaitToReadAsync(waited.Token).AsTask(), Task.Delay(Interval, clock.Time, waited.Token));
            await waited.CancelAsync();
            _pokes.Reader.TryRead(out _);
        }
    }

    /// <summary>Looks now. What the disk does not take stays where it is, for the next time.</summary>
    public void Scan()
    {
        lock (_gate)
        {
            try
            {
                CountMarks();
                foreach (var id in folder.List(CrashFolder.PendingSuffix).Where(IsAbandoned))
                {
                    File.Move(folder.Pending(id), folder.Untold(id), overwrite: true);
                }

                foreach (var id in folder.List(CrashFolder.UntoldSuffix))
                {
                    Tell(id);
                }

                counters.Add(AgentCounter.CoredumpsEvicted, CoreBudget.Enforce(folder, options.MaxTotalBytes));
                RemoveRemains();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                log.Warn("coredump", $"{folder.Path}: {e.Message}");
            }
        }
    }

    private void CountMarks() => HandlerMarks.Take(folder.Marks, (marks, evicted) =>
    {
        foreach (var mark in marks)
        {
            count(mark);
            counters.Add(AgentCounter.CoredumpCrashes, mark.Count);
        }

        counters.Add(AgentCounter.CoredumpsEvicted, evicted);
    });

    private void Tell(Guid id)
    {
        var path = folder.Untold(id);
        if (Read(path) is not { } summary)
        {
            counters.Add(AgentCounter.CoredumpFilesDamaged);
            log.Warn("coredump", $"{path} is not a summary, and set aside");
            File.Move(path, path + ".corrupt", overwrite: true);
            return;
        }

        if (!isDebugging())
        {
            counters.Add(AgentCounter.ObservationsNotWanted);
            File.Delete(folder.Core(id));
            File.Delete(path);
            return;
        }

        var from = summary.Origin.SoftwareVersion.Length > 0 ? summary.Origin : summary.Origin with { SoftwareVersion = origin.SoftwareVersion };
        outbox.Put(new EntryDraft(EntryType.Crash, EntryPriority.Crash, summary.WallMs, summary.UptimeMs, from, summary.Crash.Encode()));
        summarized(summary.WallMs);
        var crash = summary.Crash;
        counters.Add(AgentCounter.CrashSummaries);
        counters.Add(crash.Strategy == CoreStrategy.None ? AgentCounter.CoredumpsNotKept : AgentCounter.CoredumpsKept);
        if (crash.Strategy != CoreStrategy.None && crash.Reason.Length > 0)
        {
            counters.Add(AgentCounter.CoredumpsReduced);
        }

        log.Info("coredump", $"{crash.Program}[{crash.Pid}] crashed with signal {crash.Signal}; core: {crash.Strategy}, {crash.CoreBytes} bytes"
            + (crash.Reason.Length > 0 ? $" ({crash.Reason})" : ""));
        if (File.Exists(folder.Core(id)))
        {
            File.Move(path, folder.Told(id), overwrite: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    /// <summary>Null when it is not a summary.</summary>
    private static CrashSummary? Read(string path) =>
        new FileInfo(path).Length <= CrashSummary.MaxBytes ? CrashSummary.Decode(File.ReadAllBytes(path)) : null;

    /// <summary>Its handler has ended without a word: it had its time, and as much again.</summary>
    private bool IsAbandoned(Guid id) => IsOld(new FileInfo(folder.Pending(id)));

    private bool IsOld(FileInfo file) => (clock.Time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc).Duration() > 2 * options.Timeout;

    /// <summary>Files of handlers that were killed, and summaries whose core is gone.</summary>
    private void RemoveRemains()
    {
        if (!Directory.Exists(folder.Path))
        {
            return;
        }

        foreach (var file in new DirectoryInfo(folder.Path).EnumerateFiles())
        {
            if (file.Extension is ".tmp" or ".new" && IsOld(file))
            {
                file.Delete();
            }
        }

        foreach (var id in folder.List(CrashFolder.ToldSuffix).Where(id => !File.Exists(folder.Core(id))))
        {
            File.Delete(folder.Told(id));
        }
    }
}
