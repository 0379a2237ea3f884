using Fleet.Gateway.Devices;
using Fleet.Gateway.Hosting;
using Fleet.Gateway.Intake.RemoteWrite;
using Google.Protobuf;

namespace Fleet.Gateway.Intake;

/// <summary><c>POST /prometheus/api/v1/write</c>: Prometheus' remote write, protocol 1: a WriteRequest in a block of Snappy.</summary>
internal sealed class RemoteWriteEndpoint(IntakeBody bodies, IntakeSender sender)
{
    public const string Path = "/prometheus/api/v1/write";

    private const string Protocol = "remote_write";
    private const string Snappy = "snappy";

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            if (!context.Request.Headers.ContentEncoding.ToString().Equals(Snappy, StringComparison.OrdinalIgnoreCase))
            {
                throw new IntakeException(StatusCodes.Status415UnsupportedMediaType, $"Content-Encoding must be {Snappy}");
            }

            var readings = new RequestReadings(IntakeRequest.Of(context.Request));
            await bodies.UseAsync(context, IntakeBody.Unsnap, body =>
            {
                RemoteWriteReader.Read(Parse(body), readings);
                return sender.SendAsync(context, Protocol, readings);
            });
            if (readings.Tally.Rejected > 0)
            {
                // What else was in it is taken; the protocol has no answer for a part, and must not send this again.
                await DeviceAnswer.TextAsync(context, StatusCodes.Status400BadRequest, $"not taken: {readings.Tally.Describe()}");
                return;
            }

            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (IntakeException e) when (e.Status == StatusCodes.Status429TooManyRequests)
        {
            await DeviceAnswer.LaterAsync(context, e.Status, e.Message);
        }
        catch (IntakeException e)
        {
            await DeviceAnswer.TextAsync(context, e.Status, e.Message);
        }
        catch (Exception e) when (Outage.IsOne(e))
        {
            await DeviceAnswer.LaterAsync(context, StatusCodes.Status503ServiceUnavailable, "the store is busy or does not answer; send the same again");
        }
    }

    private static WriteRequest Parse(byte[] body)
    {
        try
        {
            return WriteRequest.Parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new IntakeException(StatusCodes.Status400BadRequest, $"body: not a WriteRequest: {e.Message}", e);
        }
    }
}
