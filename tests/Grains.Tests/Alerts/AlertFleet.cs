using Fleet.Grains.Alerts;
using Fleet.Grains.Projections;

namespace Fleet.Grains.Tests.Alerts;

/// <summary>What tests of alerts do with a fleet.</summary>
internal static class AlertFleet
{
    /// <summary>All that was acknowledged so far, and the timers as of now, are evaluated when this returns.</summary>
    public static async Task CatchUpAlertsAsync(this EmbeddedFleet fleet)
    {
        for (var shard = 0; shard < fleet.Log.ShardCount; shard++)
        {
            await fleet.Grain<IProjectionGrain>(GrainKeys.Projection(shard)).CatchUp();
            while (!await TryCatchUpAsync(fleet.Grain<IAlertGrain>(GrainKeys.Alerts(shard))))
            {
                // A commit failed, as a test has it fail.
            }
        }
    }

    private static async Task<bool> TryCatchUpAsync(IAlertGrain grain)
    {
        try
        {
            await grain.CatchUp();
            return true;
        }
        catch (Exception e) when (e.Message.Contains(FailingAlertStore.Reason, StringComparison.Ordinal))
        {
            return false;
        }
    }
}
