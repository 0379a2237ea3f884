using System.Text.Json;
using Fleet.DeviceAgent.Control;
using Fleet.DeviceAgent.Reports;
using Fleet.Protocol;

namespace Fleet.DeviceAgent.Export;

/// <summary><c>export</c>: ends the current report and writes all that waits into a file, <c>{"command":"export","path":"/media/usb/device.flx"}</c>.</summary>
internal sealed class ExportCommand(Reporter reporter, ExportFile file)
{
    public Task RunAsync(JsonElement request, Utf8JsonWriter reply, CancellationToken stop)
    {
        var path = ControlArguments.Line(request, "path", ProtocolLimits.MaxPathLength);
        if (!path.StartsWith('/'))
        {
            throw new ControlException($"\"path\": {path} is not absolute");
        }

        reporter.Flush();
        try
        {
            var result = file.Write(path);
            reply.WriteNumber("entries", result.Entries);
            reply.WriteNumber("attachments", result.Attachments);
            reply.WriteNumber("bytes", result.Bytes);
            return Task.CompletedTask;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ControlException($"{path} could not be written: {e.Message}");
        }
    }
}
