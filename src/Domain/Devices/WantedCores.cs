using System.Collections.Frozen;
using Fleet.Domain.Coredumps;
using Fleet.Protocol;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices;

/// <summary>
/// Coredumps ask first: a crash is told in a few hundred bytes, and its core is asked for when the project has few of its place. Who counts is
/// outside; here is which crashes of an upload to count, and the requests that come of it.
/// </summary>
public static class WantedCores
{
    /// <summary>
    /// Open requests for cores that a device has at most without anybody having made them: one that crashes everywhere must keep room for what people
    /// ask for.
    /// </summary>
    public const int MaxOpen = 8;

    /// <summary>Crashes that the upload tells of first and that have a core, by place; of no more places than the device has room for requests.</summary>
    /// <param name="state">Of the device.</param>
    /// <param name="upload">Its batch.</param>
    /// <param name="isDebugging">Whether its project has debugging on, where the device's own settings do not say.</param>
    /// <param name="nowMs">Server time.</param>
    public static IReadOnlyDictionary<CrashPlace, List<Guid>> Candidates(DeviceState state, DeviceUpload upload, bool isDebugging, long nowMs)
    {
        Dictionary<CrashPlace, List<Guid>>? found = null;
        var room = -1;
        foreach (var entry in upload.Request.Entries)
        {
            if (entry.Type != (int)EntryType.Crash)
            {
                continue;
            }

            if (room < 0)
            {
                room = (state.Settings.Debugging ?? isDebugging) || state.Settings.IsDeveloperAt(nowMs) ? RoomOf(state, nowMs) : 0;
            }

            if (room == 0)
            {
                break;
            }

            if (IsNew(state, upload, entry) && TryDecode(entry) is { CoreBytes: > 0 } crash)
            {
                var place = CrashPlace.Of(crash, upload.Request.Origins[entry.OriginIndex], upload.Request.Device.HardwareVersion);
                found ??= [];
                if (found.TryGetValue(place, out var crashes))
                {
                    crashes.Add(crash.Id);
                }
                else if (found.Count < room)
                {
                    found.Add(place, [crash.Id]);
                }
            }
        }

        return found ?? (IReadOnlyDictionary<CrashPlace, List<Guid>>)FrozenDictionary<CrashPlace, List<Guid>>.Empty;
    }

    /// <summary>Requests for cores that may be added now.</summary>
    public static int RoomOf(DeviceState state, long nowMs)
    {
        var (all, cores) = (0, 0);
        foreach (var open in state.Requests.OpenAt(nowMs))
        {
            all++;
            cores += open.Request.Kind == (int)RequestKind.Coredump ? 1 : 0;
        }

        return Math.Clamp(Math.Min(RequestBook.MaxOpen - all, MaxOpen - cores), 0, MaxOpen);
    }

    /// <summary>Adds a request for each core that is wanted, behind the crash that it is of.</summary>
    internal static void Request(DeviceState state, DeviceUpload upload, List<DeviceEvent> events, long nowMs)
    {
        if (upload.WantedCores.Count == 0)
        {
            return;
        }

        var room = RoomOf(state, nowMs);
        var id = state.Requests.LastId;
        for (var i = 0; i < events.Count && room > 0; i++)
        {
            if (events[i] is ObservationRecorded { Type: EntryType.Crash } e && Crash.Decode(e.Body) is var crash && upload.WantedCores.Contains(crash.Id))
            {
                id++;
                room--;
                var request = new DeviceRequest(id, (int)RequestKind.Coredump, nowMs + OperatorRules.DefaultExpiryMs, 0, 0, crash.Id);
                var origin = new Origin(e.BootId, e.SoftwareType, e.SoftwareVersion);
                events.Insert(++i, new RequestMade(request, CrashPlace.Of(crash, origin, upload.Request.Device.HardwareVersion).Text));
            }
        }
    }

    private static bool IsNew(DeviceState state, DeviceUpload upload, SyncEntry entry) =>
        state.SeenOf(upload.Request.Epoch)?.Contains(entry.Number) != true
        && !upload.Deferred.Contains(entry.Number)
        && !upload.Refused.Any(r => r.Number == entry.Number);

    private static Crash? TryDecode(SyncEntry entry)
    {
        try
        {
            return Crash.Decode(entry.Body);
        }
        catch (ProtocolException)
        {
            // Rejected where it is decided, with its reason.
            return null;
        }
    }
}
