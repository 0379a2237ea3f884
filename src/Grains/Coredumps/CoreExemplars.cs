using Fleet.Domain.Devices;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Coredumps;

/// <summary>A device's side of <see cref="ICrashExemplarsGrain"/>.</summary>
internal static class CoreExemplars
{
    /// <summary>Crashes of the upload whose cores the project wants: no more than the device may be asked for.</summary>
    public static async Task<IReadOnlySet<Guid>> ClaimAsync(
        IGrainFactory grains, string project, DeviceState state, DeviceUpload upload, bool isDebugging, long nowMs)
    {
        var wanted = new HashSet<Guid>();
        foreach (var (place, crashes) in WantedCores.Candidates(state, upload, isDebugging, nowMs))
        {
            var room = WantedCores.RoomOf(state, nowMs) - wanted.Count;
            if (room <= 0)
            {
                break;
            }

            wanted.UnionWith(await Of(grains, project, place.Text).Claim([.. crashes.Take(room)]));
        }

        return wanted;
    }

    /// <summary>Tells what came of the requests that a batch answers.</summary>
    public static async Task SettleAsync(IGrainFactory grains, string project, RequestBook requests, DeviceBatch batch)
    {
        foreach (var answer in batch.Events.OfType<RequestAnswered>())
        {
            if (requests.Find(answer.Id) is { Place.Length: > 0 } tracked)
            {
                var exemplars = Of(grains, project, tracked.Place);
                await (answer.Outcome == RequestOutcome.Done ? exemplars.Keep(tracked.Request.Subject) : exemplars.Release(tracked.Request.Subject));
            }
        }
    }

    /// <summary>Gives back the places of a device that is deleted: its cores go, too.</summary>
    public static async Task ReleaseAsync(IGrainFactory grains, string project, RequestBook requests)
    {
        foreach (var tracked in requests.All.Where(r => r.Place.Length > 0))
        {
            await Of(grains, project, tracked.Place).Release(tracked.Request.Subject);
        }
    }

    private static ICrashExemplarsGrain Of(IGrainFactory grains, string project, string place) =>
        grains.GetGrain<ICrashExemplarsGrain>(GrainKeys.CrashExemplars(project, place));
}
