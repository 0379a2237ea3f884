using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains.Sets;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Fleet.Gateway.Sets;

/// <summary>
/// Tells callers of changes as they are committed, by looking for them: the position in the store is all that there is to know, so a stream
/// may end anywhere and go on at any gateway.
/// </summary>
internal sealed class DeviceSetWatches(IDeviceSetStore store, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Changes that are read at a time.</summary>
    private const int Page = 1_000;

    /// <summary>With a projection's pause it stays within the second that is promised.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly WatchStreams _streams = new("device sets", lifetime);

    /// <exception cref="RpcException">RESOURCE_EXHAUSTED, NOT_FOUND, OUT_OF_RANGE; UNAVAILABLE when the server stops.</exception>
    public Task WatchAsync(string project, StoredDeviceSet set, long afterPosition, IServerStreamWriter<WatchDeviceSetResponse> stream, CancellationToken cancellation) =>
        _streams.RunAsync(end => TellAsync(project, set, afterPosition, stream, end), cancellation);

    private async Task TellAsync(
        string project, StoredDeviceSet set, long afterPosition, IServerStreamWriter<WatchDeviceSetResponse> stream, CancellationToken cancellation)
    {
        var after = afterPosition;
        while (true)
        {
            var found = await store.ChangesAsync(project, set.Definition.Id, after, Page, cancellation);
            if (!found.Exists)
            {
                throw DeviceSetQueries.Missing(project, set.Definition.Name);
            }

            if (after < found.ForgottenPosition)
            {
                throw new RpcException(new Status(
                    StatusCode.OutOfRange,
                    $"after_position: events up to position {found.ForgottenPosition} are not kept any more, {after} was asked for; list the members anew"));
            }

            foreach (var change in found.Changes)
            {
                await stream.WriteAsync(new WatchDeviceSetResponse { Event = DeviceSetMessages.Of(change) }, cancellation);
                after = change.Position;
            }

            if (found.Changes.Count < Page)
            {
                after = Math.Max(after, found.Position);
                await Task.Delay(Period, time, cancellation);
            }
        }
    }
}
