using Fleet.Domain.Observations;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices;

/// <summary>
/// Decides what an upload means for a device. Pure: the same state and upload give the same decision. Exactly once rests here: an entry
/// whose number was seen in its epoch is acknowledged again and otherwise ignored.
/// </summary>
public static class DeviceRules
{
    /// <summary>Cohort of devices that register themselves.</summary>
    public const string DefaultCohort = "default";

    /// <summary>
    /// Contact without content is recorded when the last record is this old: often enough for "last seen", rare enough that an impatient
    /// device does not fill the log.
    /// </summary>
    public static readonly TimeSpan ContactResolution = TimeSpan.FromMinutes(5);

    public static DeviceDecision Decide(DeviceState state, DeviceUpload upload, long receivedAtMs)
    {
        var request = upload.Request;
        var now = request.Origins[0];
        var events = new List<DeviceEvent>();
        DecideIdentity(state, request, now, events);

        var clock = new CaptureClock(receivedAtMs, now.BootId, request.UptimeMs, state.Boots);
        foreach (var entry in request.Entries)
        {
            clock.Observe(request.Origins[entry.OriginIndex].BootId, entry.WallMs, entry.UptimeMs);
        }

        var settled = new IntervalSet();
        var acknowledged = new IntervalSet();
        var rejected = new List<Rejection>();
        var repeated = DecideEntries(state, upload, clock, events, settled, acknowledged, rejected);
        WantedCores.Request(state, upload, events, receivedAtMs);

        var isSilent = events.Count == 0;
        if (isSilent && receivedAtMs - state.LastSeenMs < ContactResolution.TotalMilliseconds)
        {
            return new DeviceDecision(null, acknowledged.ToRanges(), rejected, repeated);
        }

        if (isSilent)
        {
            events.Add(new ContactMade());
        }

        var batch = new DeviceBatch(receivedAtMs, request.Epoch, settled.ToRanges(), NewAnchors(state, clock), events) { Cohort = state.Cohort };
        return new DeviceDecision(batch, acknowledged.ToRanges(), rejected, repeated);
    }

    private static void DecideIdentity(DeviceState state, SyncRequest request, Origin now, List<DeviceEvent> events)
    {
        if (!state.IsRegistered)
        {
            events.Add(new DeviceRegistered(state.Cohort, request.Device.HardwareVersion, now.SoftwareType, now.SoftwareVersion));
        }
        else
        {
            if (state.SoftwareType != now.SoftwareType || state.SoftwareVersion != now.SoftwareVersion)
            {
                events.Add(new SoftwareChanged(now.SoftwareType, now.SoftwareVersion));
            }

            if (state.HardwareVersion != request.Device.HardwareVersion)
            {
                events.Add(new HardwareChanged(request.Device.HardwareVersion));
            }
        }

        if (request.ConfigurationRevision != 0 && request.ConfigurationRevision != state.ConfigurationRevision)
        {
            events.Add(new ConfigurationConfirmed(request.ConfigurationRevision));
        }
    }

    /// <returns>How many entries were settled before.</returns>
    private static int DecideEntries(
        DeviceState state,
        DeviceUpload upload,
        CaptureClock clock,
        List<DeviceEvent> events,
        IntervalSet settled,
        IntervalSet acknowledged,
        List<Rejection> rejected)
    {
        var gate = new AttributeGate(state, upload.AttributePolicies);
        var seen = state.SeenOf(upload.Request.Epoch);
        var room = seen?.Clone() ?? new IntervalSet();
        var repeated = 0;
        foreach (var entry in upload.Request.Entries)
        {
            if (entry.Number >= 1 && room.Contains(entry.Number))
            {
                // One that this batch refused is not acknowledged too when the batch holds it twice.
                if (!rejected.Exists(r => r.Number == entry.Number))
                {
                    acknowledged.Add(entry.Number);
                    repeated++;
                }

                continue;
            }

            if (upload.Deferred.Contains(entry.Number))
            {
                continue;
            }

            var origin = upload.Request.Origins[entry.OriginIndex];
            if (entry.Number < 1)
            {
                Reject(entry, RejectionCode.InvalidNumber, "numbers start at 1");
            }
            else if (!room.TryAdd(entry.Number))
            {
                // Not settled: there is no room to remember it.
                Reject(entry, RejectionCode.InvalidNumber, $"more than {IntervalSet.MaxIntervals} gaps between the numbers of this queue");
            }
            else if (FindRefusal(upload.Refused, entry.Number) is { } refusal)
            {
                settled.Add(entry.Number);
                Reject(entry, refusal.Code, refusal.Reason);
            }
            else
            {
                settled.Add(entry.Number);
                try
                {
                    Accept(entry, origin, clock, gate, events);
                    acknowledged.Add(entry.Number);
                }
                catch (ProtocolException e)
                {
                    Reject(entry, e.Code, e.Message);
                }
            }
        }

        return repeated;

        void Reject(SyncEntry entry, RejectionCode code, string reason)
        {
            rejected.Add(new Rejection(entry.Number, code, reason));
            events.Add(new EntryRejected(entry.Number, entry.Type, code, reason));
        }
    }

    private static void Accept(SyncEntry entry, Origin origin, CaptureClock clock, AttributeGate gate, List<DeviceEvent> events)
    {
        var (capturedAt, repaired) = clock.Repair(origin.BootId, entry.WallMs, entry.UptimeMs);
        if (entry.Type == (int)EntryType.Attributes)
        {
            Accept(AttributesBody.Decode(entry.Body));
            return;
        }

        events.Add((EntryType)entry.Type switch
        {
            EntryType.Report => new ReportRecorded(
                entry.Number, capturedAt, repaired, origin.SoftwareType, origin.SoftwareVersion, Report.Decode(entry.Body)),
            EntryType.RequestAnswer => Answer(RequestAnswer.Decode(entry.Body)),
            var type when ObservationBody.TryCheck(type, entry.Body) => new ObservationRecorded(
                entry.Number, capturedAt, repaired, origin.SoftwareType, origin.SoftwareVersion, origin.BootId, type, entry.Body),
            _ => throw new ProtocolException(RejectionCode.UnknownType, $"entry type {entry.Type} is not known to this server"),
        });

        void Accept(IReadOnlyDictionary<string, AttributeValue> said)
        {
            var (accepted, refused) = gate.Pass(said);
            if (accepted.Count > 0 || refused is null)
            {
                events.Add(new AttributesChanged(entry.Number, capturedAt, repaired, accepted));
            }

            if (refused is not null)
            {
                events.Add(new AttributesRefused(entry.Number, refused));
            }
        }

        RequestAnswered Answer(RequestAnswer answer) => new(entry.Number, capturedAt, repaired, answer.Id, answer.Outcome, answer.Message);
    }

    private static Rejection? FindRefusal(IReadOnlyList<Rejection> refused, long number)
    {
        foreach (var rejection in refused)
        {
            if (rejection.Number == number)
            {
                return rejection;
            }
        }

        return null;
    }

    /// <summary>Anchors that are new or moved by more than clock drift between two uploads explains.</summary>
    private static BootAnchor[] NewAnchors(DeviceState state, CaptureClock clock)
    {
        const long WorthRecordingMs = 10_000;
        var learned = clock.LearnedAnchors();

        // All or none: those that are recorded are remembered longer, and the boot of the upload, the last of them, the longest.
        return learned.Any(l => !state.Boots.Any(b => b.BootId == l.BootId && Math.Abs(b.StartedAtMs - l.StartedAtMs) <= WorthRecordingMs))
            ? [.. learned]
            : [];
    }
}
