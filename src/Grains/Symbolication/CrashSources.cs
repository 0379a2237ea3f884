using Fleet.Domain.Devices;
using Fleet.Domain.Observations;
using Fleet.Domain.Traces;
using Fleet.Grains.Blobs;
using Fleet.Grains.Observations;
using Fleet.Grains.Traces;
using Fleet.Protocol;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Symbolication;

/// <summary>What there is of a crash to make a stack of: its core, and what the device told of it.</summary>
internal sealed class CrashSources(IObservationStore observations)
{
    /// <summary>Of one device and one id; a device that uses an id twice has more than one.</summary>
    private const int MaxOfOneId = 4;

    /// <summary>Null when it is not kept any more.</summary>
    public async Task<BlobId?> CoreAsync(TakenTrace taken, CancellationToken cancellation)
    {
        var cores = await FindAsync<Coredump>(taken, EntryType.Coredump, cancellation);
        return cores.Count > 0 && BlobId.TryParse(cores[0].Body.Content.Sha256, out var blob) ? blob : null;
    }

    /// <summary>Null when it is not kept any more.</summary>
    public async Task<Trace?> SummaryAsync(TakenTrace taken, CancellationToken cancellation)
    {
        var crashes = await FindAsync<Crash>(taken, EntryType.Crash, cancellation);
        var own = crashes.FirstOrDefault(crash => crash.Cursor == taken.Cursor).Body ?? (crashes.Count > 0 ? crashes[0].Body : null);
        return own is null ? null : ObservedTraces.Of(own);
    }

    private async Task<IReadOnlyList<(ObservationCursor Cursor, T Body)>> FindAsync<T>(TakenTrace taken, EntryType type, CancellationToken cancellation)
        where T : class
    {
        var query = new ObservationQuery { Project = taken.Project, Serial = taken.Serial, Types = [type], Id = taken.CrashId, Limit = MaxOfOneId };
        List<(ObservationCursor, T)> found = [];
        foreach (var stored in await observations.ListAsync(query, cancellation))
        {
            if (Decode(stored) is T body)
            {
                found.Add((stored.Cursor, body));
            }
        }

        return found;
    }

    private static object? Decode(StoredObservation stored)
    {
        try
        {
            return DeviceBatchCodec.Decode(stored.Format, stored.Payload).Events[stored.Cursor.Index] is ObservationRecorded recorded ? ObservationBody.Decode(recorded.Type, recorded.Body) : null;
        }
        catch (ProtocolException)
        {
            // The processing log has told of it.
            return null;
        }
    }
}
