using System.Net;
using System.Text.Json;
using Fleet.Cli.Commands;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;
using Grpc.Core;

namespace Fleet.Cli.Metrics;

/// <summary>Gets an export from the server as it comes.</summary>
internal static class ExportDownload
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>An error is a sentence or two; what is longer comes from something else.</summary>
    private const int MaxErrorBytes = 1 << 16;

    /// <returns>What is in it, by the server's count.</returns>
    /// <exception cref="CliException">The server cannot be reached, or the connection broke in the middle.</exception>
    /// <exception cref="RpcException">The server refuses.</exception>
    public static async Task<ExportSummary> ReadAsync(ApiContext context, Uri url, Func<ReadOnlyMemory<byte>, ValueTask> take)
    {
        using var progress = new ByteProgress(context.Environment);
        progress.Wait("The server writes the export ...");
        using var answer = await context.Api.Http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, context.Cancellation);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw await ErrorAsync(answer, url, context.Cancellation);
        }

        try
        {
            await using var content = await answer.Content.ReadAsStreamAsync(context.Cancellation);
            var chunk = new byte[ChunkBytes];
            var bytes = 0L;
            for (int read; (read = await content.ReadAsync(chunk, context.Cancellation)) > 0;)
            {
                await take(chunk.AsMemory(0, read));
                bytes += read;
                progress.Show(bytes, answer.Content.Headers.ContentLength);
            }

            return answer.Content.Headers.ContentLength is not { } all || all == bytes
                ? new ExportSummary(Count(answer, "Fleet-Reports"), Count(answer, "Fleet-Devices"), Count(answer, "Fleet-Metrics"), bytes)
                : throw ApiError.Unreachable(context.Target, $"the connection ended after {bytes} of {all} bytes");
        }
        catch (HttpIOException e)
        {
            throw ApiError.Unreachable(context.Target, e.Message);
        }
    }

    private static long Count(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) && long.TryParse(values.First(), out var count) ? count : 0;

    private static async Task<Exception> ErrorAsync(HttpResponseMessage answer, Uri url, CancellationToken cancellation)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(MaxErrorBytes, cancellation);
            using var error = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation));
            return new RpcException(new Status((StatusCode)error.RootElement.GetProperty("code").GetInt32(), error.RootElement.GetProperty("message").GetString() ?? ""));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or HttpRequestException)
        {
            return answer.StatusCode == HttpStatusCode.NotFound
                ? new CliException(ExitCode.Failure, $"{url.GetLeftPart(UriPartial.Authority)} does not have this call; is it a Fleet server of this version?")
                : new CliException(ExitCode.Failure, $"{url.GetLeftPart(UriPartial.Authority)}: status {(int)answer.StatusCode}");
        }
    }
}
