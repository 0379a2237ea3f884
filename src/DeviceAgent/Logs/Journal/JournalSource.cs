using System.ComponentModel;
using System.Diagnostics;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs.Store;
using Fleet.Protocol.Logs;

namespace Fleet.DeviceAgent.Logs.Journal;

/// <summary>
/// Follows systemd's journal through a <c>journalctl</c> of its own. The cursor of the last entry is kept in the store with the entries themselves, so after any end
/// the journal is read on exactly where the log stops. At its first start it takes the journal of this boot.
/// </summary>
internal sealed class JournalSource(LogIntake intake, LogStore store, IReadOnlyList<string> options, AgentCounters counters, AgentLog log, TimeProvider time)
{
    public const string Source = "journal";

    /// <summary>Entries that are handed over together: their lines stay in one block.</summary>
    private const int MaxBatch = 256;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Ends in a row without an entry, after which the cursor is taken to be at fault.</summary>
    private const int MaxFutileStarts = 3;

    private bool _ignoresCursor;

    public async Task RunAsync(CancellationToken stop)
    {
        var pause = FirstPause;
        var futile = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var entries = await FollowAsync(stop);
                (pause, futile) = entries > 0 ? (FirstPause, 0) : (pause, futile + 1);
                if (futile == MaxFutileStarts && store.PositionOf(Source) is { } cursor)
                {
                    log.Warn("logs", $"logs.journal: journalctl does not go on from its cursor {cursor}; the journal of this boot is read anew");
                    _ignoresCursor = true;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is IOException or Win32Exception)
            {
                log.Warn("logs", $"logs.journal: {e.Message}");
            }

            counters.Add(AgentCounter.LogFailures);
            await Task.Delay(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <returns>How many entries came before it ended.</returns>
    private async Task<long> FollowAsync(CancellationToken stop)
    {
        using var journalctl = Process.Start(new ProcessStartInfo("journalctl", Arguments())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var complaint = "";
        journalctl.ErrorDataReceived += (_, line) => complaint = line.Data is { Length: > 0 } text ? text : complaint;
        journalctl.BeginErrorReadLine();
        try
        {
            var entries = await ReadAsync(journalctl.StandardOutput.BaseStream, stop);
            await journalctl.WaitForExitAsync(stop);
            log.Warn("logs", $"logs.journal: journalctl ended with code {journalctl.ExitCode}{(complaint.Length > 0 ? ": " : "")}{complaint}");
            return entries;
        }
        finally
        {
            if (!journalctl.HasExited)
            {
                journalctl.Kill();
            }
        }
    }

    private async Task<long> ReadAsync(Stream output, CancellationToken stop)
    {
        var entry = new JournalEntry(intake);
        var export = new JournalExport(output, entry);
        var batch = new List<LogRecord>(MaxBatch);
        long entries = 0;
        do
        {
            while (export.TryRead(out var record))
            {
                batch.Add(record);
                if (batch.Count == MaxBatch)
                {
                    HandOver();
                }
            }

            HandOver();
        }
        while (await export.FillAsync(stop));
        return entries;

        void HandOver()
        {
            if (batch.Count > 0 && entry.TakenCursor is { } cursor)
            {
                intake.Take(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch), new SourcePosition(Source, cursor));
                entries += batch.Count;
                batch.Clear();
                _ignoresCursor = false;
            }
        }
    }

    private List<string> Arguments()
    {
        List<string> arguments = ["--output=export", "--follow", "--no-tail", "--quiet", .. options];
        arguments.Add(!_ignoresCursor && store.PositionOf(Source) is { } cursor ? $"--after-cursor={cursor}" : "--boot");
        return arguments;
    }
}
