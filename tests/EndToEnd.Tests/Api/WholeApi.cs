using Fleet.Api.V1;

namespace Fleet.EndToEnd.Tests.Api;

/// <summary>Asks a server everything that it can be asked: whatever is stored, each answer has to come.</summary>
internal static class WholeApi
{
    /// <returns>How many questions were answered.</returns>
    /// <exception cref="Grpc.Core.RpcException">One was not.</exception>
    public static async Task<int> ReadAsync(FleetApi api, string project)
    {
        var asked = 0;
        var listing = new ListDevicesRequest { Project = project, PageSize = 7 };
        do
        {
            var page = await api.Devices.ListDevicesAsync(listing);
            foreach (var device in page.Devices)
            {
                await api.Devices.GetDeviceAsync(new GetDeviceRequest { Project = project, Serial = device.Serial });
                await api.ReportsAsync(device.Serial, DateTimeOffset.UnixEpoch, TimeProvider.System.GetUtcNow().AddDays(1));
                asked += 2;
            }

            listing.PageToken = page.NextPageToken;
        }
        while (listing.PageToken.Length > 0);

        var observations = new ListObservationsRequest { Project = project, PageSize = 1_000 };
        do
        {
            var page = await api.Observations.ListObservationsAsync(observations);
            observations.PageToken = page.NextPageToken;
            asked++;
        }
        while (observations.PageToken.Length > 0);

        var processing = new ListProcessingEntriesRequest { Project = project, PageSize = 1_000 };
        do
        {
            var page = await api.Processing.ListProcessingEntriesAsync(processing);
            processing.PageToken = page.NextPageToken;
            asked++;
        }
        while (processing.PageToken.Length > 0);

        foreach (var metric in (await api.Metrics.ListMetricsAsync(new ListMetricsRequest { Project = project })).Metrics)
        {
            if (metric.Kind is not (MetricKind.Property or MetricKind.Flag))
            {
                await api.HoursAsync(metric.Key, r => r.Fleet = true);
                await api.HoursAsync(metric.Key, r =>
                {
                    r.Cohort = "default";
                    r.GroupBySoftware = true;
                });
                asked += 2;
            }
        }

        return asked;
    }
}
