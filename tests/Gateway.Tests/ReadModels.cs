using Fleet.Domain.Metrics;
using Fleet.Grains;
using Fleet.Grains.Cohorts;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projections;

namespace Fleet.Gateway.Tests;

/// <summary>What is stored, once it has followed what was acknowledged.</summary>
internal static class ReadModels
{
    /// <summary>Returns when all devices of a project are projected, and its one cohort and the fleet are merged: each question merges some of what is stale.</summary>
    public static async Task CatchUpAsync(IGrainFactory grains, string project, string cohort = "default")
    {
        for (var shard = 0; shard < GatewayServer.Shards; shard++)
        {
            await grains.GetGrain<IProjectionGrain>(GrainKeys.Projection(shard)).CatchUp();
        }

        foreach (var resolution in Enum.GetValues<Resolution>())
        {
            while (await grains.GetGrain<ICohortGrain>(GrainKeys.Cohort(project, cohort)).Merge((int)resolution, 0, long.MaxValue) > 0)
            {
            }

            var any = new SeriesQuery(1, (int)resolution, 0, long.MaxValue, []);
            while ((await grains.GetGrain<IFleetGrain>(GrainKeys.Fleet(project)).Query(any)).StaleBuckets > 0)
            {
            }
        }
    }
}
