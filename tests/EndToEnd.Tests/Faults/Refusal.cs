using System.Net;
using Fleet.EndToEnd.Tests.Devices;

namespace Fleet.EndToEnd.Tests.Faults;

/// <summary>A server that cannot make anything durable says so.</summary>
internal static class Refusal
{
    /// <summary>Waits until a device with something to say is sent away with 503 and told when to come back. Leaves all metrics as they are.</summary>
    /// <returns>How long it took.</returns>
    public static Task<TimeSpan> SeenAsync(SyncHttp http, TimeSpan within)
    {
        var device = new TestDevice($"refused-{Guid.NewGuid():N}", new Random(8));
        return Eventually.Holds(within, async () =>
        {
            if (device.PendingCount == 0)
            {
                device.RecordAttribute("e2e.refused", 1);
            }

            var outcome = await device.SyncAsync(http);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, outcome.Status);
            Assert.NotNull(outcome.RetryAfter);
        });
    }
}
