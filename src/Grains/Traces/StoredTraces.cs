using Fleet.Domain.Devices;
using Fleet.Domain.Observations;
using Fleet.Domain.Traces;
using Fleet.Grains.Observations;
using Fleet.Protocol;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Reboots;
using Reported = Fleet.Protocol.Traces.Trace;

namespace Fleet.Grains.Traces;

/// <summary>Stacks of traces, for who groups and compares them: as they were made of a core, or as the device told them.</summary>
public sealed class StoredTraces(ITraceStacks stacks, IObservationStore observations)
{
    /// <returns>The trace with the thread that failed only; null when it is not kept any more, or what is stored is damaged.</returns>
    public async Task<Trace?> ReadAsync(TraceRow row, CancellationToken cancellation)
    {
        try
        {
            var trace = await MadeAsync(row, cancellation) ?? await ToldAsync(row, cancellation);

            // Others have megabytes, and are not compared.
            return trace is null ? null : trace with { Threads = [.. trace.Threads.Skip(trace.Crashed).Take(1)], Crashed = 0, Modules = [], Log = [] };
        }
        catch (Exception e) when (e is InvalidDataException or ProtocolException)
        {
            return null;
        }
    }

    private async Task<Trace?> MadeAsync(TraceRow row, CancellationToken cancellation) =>
        row.CrashId is { } crash && row.Stage == TraceStage.Symbolicated ? (await stacks.FindAsync(row.Project, crash, cancellation))?.Trace : null;

    /// <summary>As the device told it, with all that it told.</summary>
    /// <returns>Null when it is not kept any more.</returns>
    /// <exception cref="ProtocolException">What is stored is damaged.</exception>
    public async Task<Trace?> ToldAsync(TraceRow row, CancellationToken cancellation)
    {
        var at = row.Cursor;
        var query = new ObservationQuery
        {
            Project = row.Project,
            Types = [row.Kind],
            Id = row.CrashId,
            FromMs = at.CapturedAtMs,
            ToMs = at.CapturedAtMs + 1,

            // Those of this moment that are newer are not read.
            Before = at with { Index = at.Index + 1 },
            Limit = 1,
        };
        return (await observations.ListAsync(query, cancellation)) is [var stored, ..] && stored.Cursor == at
            && DeviceBatchCodec.Decode(stored.Format, stored.Payload).Events[at.Index] is ObservationRecorded told
            ? ObservationBody.Decode(told.Type, told.Body) switch
            {
                Crash crash => ObservedTraces.Of(crash),
                Reboot reboot => ObservedTraces.Of(reboot),
                Reported reported => ObservedTraces.Of(reported),
                _ => null,
            }
            : null;
    }
}
