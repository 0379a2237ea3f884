using System.Globalization;
using Fleet.Gateway.Access;
using Fleet.Gateway.Api;
using Fleet.Gateway.Hosting;
using Fleet.Grains.Exports;
using Grpc.Core;

namespace Fleet.Gateway.Exports;

/// <summary>Reports' values of a range as a file to download.</summary>
internal sealed class ExportEndpoint(ExportQueries exports, AccessDirectory access)
{
    public const string Path = "/api/v1/projects/{project}/metrics:export";

    public const string ParquetType = "application/vnd.apache.parquet";

    private const string CsvType = "text/csv; charset=utf-8";

    /// <summary>Headers that count what is in the file.</summary>
    private const string ReportsHeader = "Fleet-Reports";

    private const string DevicesHeader = "Fleet-Devices";
    private const string MetricsHeader = "Fleet-Metrics";

    /// <summary><c>GET /api/v1/projects/{project}/metrics:export?start_time=&amp;end_time=&amp;filter=&amp;set=&amp;serial=&amp;metric=&amp;format=</c>.</summary>
    public async Task<IResult> HandleAsync(HttpContext context, string project)
    {
        try
        {
            var token = await access.FindAsync(BearerToken.Of(context.Request), TokenKind.ApiToken) ?? throw ApiErrors.Unauthenticated();
            if (token.Project != project)
            {
                throw ApiErrors.Denied($"project: the token does not open '{project}'");
            }

            return await ExportAsync(context, project, ExportParameters.Of(context.Request.Query));
        }
        catch (RpcException e)
        {
            return RestErrors.Of(e);
        }
        catch (Exception e) when (Outage.IsOne(e))
        {
            return RestErrors.Of(StatusCode.Unavailable, e.Message);
        }
    }

    private async Task<IResult> ExportAsync(HttpContext context, string project, ExportParameters parameters)
    {
        context.Response.OnCompleted(() =>
        {
            exports.End();
            return Task.CompletedTask;
        });
        var (file, range) = await exports.BeginAsync(project, parameters, context.RequestAborted);
        context.Response.RegisterForDispose(file);
        Count(context, ReportsHeader, file.Reports);
        Count(context, DevicesHeader, file.Devices);
        Count(context, MetricsHeader, file.Metrics);
        var isCsv = parameters.Format == ExportFormat.Csv;
        return Results.Stream(file.Content, isCsv ? CsvType : ParquetType, $"{project}-{Name(range.FromMs)}-{Name(range.ToMs)}.{(isCsv ? "csv" : "parquet")}");
    }

    private static void Count(HttpContext context, string header, long count) => context.Response.Headers[header] = count.ToString(CultureInfo.InvariantCulture);

    /// <summary>A time in a file's name, which holds no colons everywhere.</summary>
    private static string Name(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
