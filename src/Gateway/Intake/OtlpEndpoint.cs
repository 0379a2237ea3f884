using Fleet.Gateway.Devices;
using Fleet.Gateway.Hosting;
using Fleet.Gateway.Intake.Otlp;
using Google.Protobuf;
using Microsoft.Net.Http.Headers;

namespace Fleet.Gateway.Intake;

/// <summary><c>POST /otlp/v1/metrics</c>: OpenTelemetry's metrics over HTTP, in protobuf or JSON, each answered in kind.</summary>
internal sealed class OtlpEndpoint(IntakeBody bodies, IntakeSender sender)
{
    public const string Path = "/otlp/v1/metrics";

    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";
    private const string Protocol = "otlp";
    private const int JsonDepth = 32;

    private static readonly JsonParser Parser = new(new JsonParser.Settings(JsonDepth).WithIgnoreUnknownFields(true));

    public async Task HandleAsync(HttpContext context)
    {
        var type = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var parsed) ? parsed.MediaType.ToString() : "";
        var isJson = type.Equals(Json, StringComparison.OrdinalIgnoreCase);
        try
        {
            if (!isJson && !type.Equals(Protobuf, StringComparison.OrdinalIgnoreCase))
            {
                throw new IntakeException(StatusCodes.Status415UnsupportedMediaType, $"Content-Type must be {Protobuf} or {Json}");
            }

            var decompress = context.Request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
            {
                "" or "identity" => body => body,
                "gzip" => IntakeBody.Gunzip,
                _ => (Func<byte[], byte[]>?)null,
            } ?? throw new IntakeException(StatusCodes.Status415UnsupportedMediaType, "Content-Encoding must be gzip or identity");
            var readings = new RequestReadings(IntakeRequest.Of(context.Request));
            await bodies.UseAsync(context, decompress, body =>
            {
                OtlpReader.Read(Parse(body, isJson), readings);
                return sender.SendAsync(context, Protocol, readings);
            });
            var answer = new ExportMetricsServiceResponse();
            if (readings.Tally.Rejected > 0)
            {
                answer.PartialSuccess = new ExportMetricsPartialSuccess { RejectedDataPoints = readings.Tally.Rejected, ErrorMessage = readings.Tally.Describe() };
            }

            await AnswerAsync(context, StatusCodes.Status200OK, answer, isJson);
        }
        catch (IntakeException e)
        {
            await RefuseAsync(context, e.Status, e.Message, isJson);
        }
        catch (Exception e) when (Outage.IsOne(e))
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "the store is busy or does not answer; send the same again", isJson);
        }
    }

    private static ExportMetricsServiceRequest Parse(byte[] body, bool isJson)
    {
        try
        {
            return isJson
                ? Parser.Parse<ExportMetricsServiceRequest>(System.Text.Encoding.UTF8.GetString(body))
                : ExportMetricsServiceRequest.Parser.ParseFrom(body);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or FormatException or OverflowException or ArgumentException)
        {
            throw new IntakeException(StatusCodes.Status400BadRequest, $"body: not an ExportMetricsServiceRequest: {e.Message}", e);
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string message, bool isJson)
    {
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            DeviceAnswer.ComeLater(context);
        }

        return AnswerAsync(context, status, new Status { Message = message }, isJson);
    }

    private static async Task AnswerAsync(HttpContext context, int status, IMessage message, bool isJson)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = isJson ? Json : Protobuf;
        var body = isJson ? System.Text.Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(message)) : message.ToByteArray();
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
