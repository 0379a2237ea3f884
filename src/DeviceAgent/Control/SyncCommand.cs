using System.Text.Json;
using Fleet.DeviceAgent.Reports;
using Fleet.DeviceAgent.Sync;

namespace Fleet.DeviceAgent.Control;

/// <summary><c>sync</c>: ends the current interval, sends all that waits, and answers when the server has.</summary>
internal sealed class SyncCommand(Reporter reporter, SyncLoop sync)
{
    public async Task RunAsync(JsonElement request, Utf8JsonWriter reply, CancellationToken stop)
    {
        reporter.Flush();
        var result = await sync.RequestAsync().WaitAsync(stop);
        if (!result.Succeeded)
        {
            throw new ControlException(result.Error!);
        }

        reply.WriteNumber("acknowledged", result.Acknowledged);
        reply.WriteNumber("rejected", result.Rejected);
        if (result.AttachmentError is { } error)
        {
            reply.WriteString("attachment_error", error);
        }
    }
}
