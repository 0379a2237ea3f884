using Fleet.Grains;
using Fleet.Grains.Traces;

namespace Fleet.Gateway.Tests.Traces;

/// <summary>Traces and issues of what was acknowledged.</summary>
internal static class TraceCatchUp
{
    /// <summary>Returns when what a device has sent is in the lists of traces and issues.</summary>
    public static async Task TracesCatchUpAsync(this GatewayServer server, string serial)
    {
        await server.CatchUpAsync(serial);
        var shard = new Fleet.Domain.Devices.DeviceKey("default", serial).ShardOf(GatewayServer.Shards);
        await server.Grains.GetGrain<ITraceGrain>(GrainKeys.Traces(shard)).CatchUp();
        await server.Grains.GetGrain<IIssueRowsGrain>(GrainKeys.IssueRows("default")).CatchUp();
    }
}
