using System.Buffers;
using System.Globalization;
using Fleet.Domain.Devices;
using Fleet.Gateway.Access;
using Fleet.Gateway.Hosting;
using Fleet.Grains.Devices;
using Fleet.Protocol;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Fleet.Gateway.Devices;

/// <summary>
/// <c>POST /device/v1/sync</c>: the one call of a device, and the hot path of a gateway. Bounded in every direction before anything is
/// decoded; logs nothing per request. The bytes are documented in docs/design/device-protocol.md.
/// </summary>
internal sealed class SyncEndpoint(
    DeviceGrains devices,
    AccessDirectory access,
    SyncScreening screening,
    InFlightBudget budget,
    GatewayInstruments instruments,
    TimeProvider time)
{
    public const string Path = "/device/v1/sync";

    /// <summary>How many of the acknowledged entries the server had before. For people who import files; a device need not look at it.</summary>
    private const string RepeatedHeader = "Fleet-Repeated";

    private const string MediaType = "application/msgpack";
    private const string Identity = "identity";

    /// <summary>
    /// For how long a device is kept waiting for its grain. Commits take milliseconds, and seconds on a disk that stalls. Less than the
    /// store's time-out for a statement, 15 s: when a database hangs, those of all shards end together, and threads are scarce for a while.
    /// </summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(12);

    public async Task HandleAsync(HttpContext context)
    {
        await AnswerAsync(context);
        instruments.Answered(context.Response.StatusCode);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsMessagePack(request.ContentType))
        {
            await DeviceAnswer.TextAsync(context, StatusCodes.Status415UnsupportedMediaType, $"Content-Type must be {MediaType}");
            return;
        }

        var coding = request.Headers.ContentEncoding.ToString();
        var compressed = coding.Equals(FrameCompression.Name, StringComparison.OrdinalIgnoreCase);
        if (!compressed && coding.Length > 0 && !coding.Equals(Identity, StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.AcceptEncoding = $"{FrameCompression.Name}, {Identity}";
            await DeviceAnswer.TextAsync(
                context, StatusCodes.Status415UnsupportedMediaType, $"Content-Encoding must be {FrameCompression.Name} or {Identity}");
            return;
        }

        var reserved = request.ContentLength ?? ProtocolLimits.MaxCompressedBytes;
        if (reserved > ProtocolLimits.MaxCompressedBytes)
        {
            await TooLargeAsync(context, $"body: {reserved} bytes, at most {ProtocolLimits.MaxCompressedBytes} allowed");
            return;
        }

        if (!budget.TryEnter(reserved))
        {
            await DeviceAnswer.LaterAsync(context, StatusCodes.Status429TooManyRequests, "as many uploads as this gateway takes at a time are on their way");
            return;
        }

        try
        {
            if (await SyncBody.ReadAsync(request.BodyReader, request.ContentLength ?? 0, time, context.RequestAborted) is not { } body)
            {
                await TooLargeAsync(context, $"body: more than {ProtocolLimits.MaxCompressedBytes} bytes");
                return;
            }

            instruments.Received(body.Length);
            ReadOnlyMemory<byte> frame = body;
            if (compressed)
            {
                frame = FrameCompression.Decompress(body, ProtocolLimits.MaxFrameBytes);
                if (!budget.TryReserve(frame.Length))
                {
                    await DeviceAnswer.LaterAsync(context, StatusCodes.Status429TooManyRequests, "as many bytes as this gateway takes at a time are on their way");
                    return;
                }

                reserved += frame.Length;
            }

            await TakeAsync(context, SyncRequestCodec.Read(frame));
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            // What is left of the body is not waited for either.
            context.Response.Headers.Connection = "close";
            await DeviceAnswer.LaterAsync(context, StatusCodes.Status408RequestTimeout, e.Message);
        }
        catch (ProtocolException e) when (e.Code == RejectionCode.TooLarge)
        {
            await TooLargeAsync(context, e.Message);
        }
        catch (ProtocolException e)
        {
            instruments.Undecodable();
            await DeviceAnswer.TextAsync(context, StatusCodes.Status422UnprocessableEntity, e.Message);
        }
        catch (Exception e) when (Outage.IsOne(e))
        {
            await DeviceAnswer.LaterAsync(context, StatusCodes.Status503ServiceUnavailable, "the store is busy or does not answer; what was not acknowledged is to be sent again");
        }
        finally
        {
            budget.Leave(reserved);
        }
    }

    private async Task TakeAsync(HttpContext context, SyncRequest request)
    {
        var project = context.Features.GetRequiredFeature<ProjectFeature>().Project;
        var wanted = access.Table?.FindProject(project);
        var (batch, answer) = await IngestAsync(project, request, wanted?.Debugging ?? false, context.RequestAborted).WaitAsync(AnswerWithin, time);
        instruments.AttributesRefused(answer.RefusedAttributes);
        foreach (var rejection in answer.Rejected)
        {
            instruments.Rejected(rejection.Code);
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var configuration = WantedConfiguration.Of(wanted, answer.SettingsRevision, answer.Settings ?? DeviceSettings.None, now);
        var reply = new SyncReply
        {
            Acknowledged = answer.Acknowledged,
            Rejected = answer.Rejected,
            UnknownTables = batch.UnknownTables,
            Configuration = configuration.Revision > 0 && configuration.Revision != request.ConfigurationRevision ? configuration : null,
            Requests = answer.Requests,
            ServerTimeMs = now,
        };
        if (answer.Repeated > 0)
        {
            context.Response.Headers[RepeatedHeader] = answer.Repeated.ToString(CultureInfo.InvariantCulture);
        }

        await WriteAsync(context, reply);
    }

    private async Task<(ScreenedBatch Batch, IngestReply Answer)> IngestAsync(string project, SyncRequest request, bool isDebugging, CancellationToken cancel)
    {
        var batch = await screening.ScreenAsync(project, request, cancel);
        var device = devices.Get(new DeviceKey(project, request.Device.Serial));
        var ingest = new IngestBatch(request, batch.Refused, batch.Deferred, isDebugging);
        if (request.Entries.Any(e => e.Type == (int)EntryType.Attributes) && access.Table is { } table)
        {
            ingest = ingest with { AttributePolicies = table.FindAttributePolicies(project) };
        }

        return (batch, await device.Ingest(ingest));
    }

    private static async Task WriteAsync(HttpContext context, SyncReply reply)
    {
        var bytes = new ArrayBufferWriter<byte>(64);
        SyncReplyCodec.Write(bytes, reply);
        context.Response.ContentType = MediaType;
        context.Response.ContentLength = bytes.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(bytes.WrittenMemory, context.RequestAborted);
    }

    private static Task TooLargeAsync(HttpContext context, string reason) =>
        DeviceAnswer.TextAsync(context, StatusCodes.Status413PayloadTooLarge, reason);

    private static bool IsMessagePack(string? contentType) =>
        string.Equals(contentType, MediaType, StringComparison.Ordinal)
        || (MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase));
}
