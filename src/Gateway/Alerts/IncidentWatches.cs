using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains.Alerts;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Fleet.Gateway.Alerts;

/// <summary>Tells callers what happens to incidents as it is committed, by looking for it: a stream may end anywhere and go on at any gateway.</summary>
internal sealed class IncidentWatches(IAlertStore alerts, IIncidentStore incidents, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Events that are read at a time.</summary>
    private const int Page = 200;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly WatchStreams _streams = new("incidents", lifetime);

    /// <param name="project">Whose.</param>
    /// <param name="afterPosition">Null for from now on.</param>
    /// <param name="stream">Gets them.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED; UNAVAILABLE when the server stops.</exception>
    public Task WatchAsync(string project, long? afterPosition, IServerStreamWriter<WatchIncidentsResponse> stream, CancellationToken cancellation) =>
        _streams.RunAsync(end => TellAsync(project, afterPosition, stream, end), cancellation);

    private async Task TellAsync(string project, long? afterPosition, IServerStreamWriter<WatchIncidentsResponse> stream, CancellationToken cancellation)
    {
        var after = afterPosition ?? await incidents.PositionAsync(project, cancellation);
        while (true)
        {
            var found = await incidents.EntriesAsync(project, after, Page, cancellation);
            var names = found.Count == 0 ? [] : (await alerts.LoadAsync(project, cancellation)).Alerts.ToDictionary(alert => alert.Id, alert => alert.Name);
            foreach (var entry in found)
            {
                // Of a device that was deleted meanwhile there is nothing to tell.
                if (await incidents.FindAsync(project, entry.IncidentId, cancellation) is { } incident)
                {
                    await stream.WriteAsync(new WatchIncidentsResponse { Event = AlertMessages.Of(entry), Incident = AlertMessages.Of(incident, names) }, cancellation);
                }

                after = entry.Position;
            }

            if (found.Count < Page)
            {
                await Task.Delay(Period, time, cancellation);
            }
        }
    }
}
