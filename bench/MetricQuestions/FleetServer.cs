using System.Net.Http.Headers;
using System.Text.Json;

namespace Fleet.MetricQuestions;

/// <summary>Fleet's REST API, as a page or a script asks it.</summary>
internal sealed class FleetServer : IServer
{
    private readonly HttpClient _http;
    private readonly DataSet _data;

    public FleetServer(Uri address, string token, DataSet data)
    {
        _data = data;
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task<int> AskAsync(Question question, string metric, CancellationToken cancellation)
    {
        var range = $"metric={metric}&startTime={Stamp(_data.Start)}&endTime={Stamp(_data.End)}";
        const string Quantiles = "&quantiles=0.5&quantiles=0.95&quantiles=0.99";
        return question switch
        {
            Question.Fleet => await CountAsync($"metrics:query?{range}&fleet=true{Quantiles}", "value", cancellation),
            Question.CohortByVersion => await CountAsync($"metrics:query?{range}&cohort=default&groupBySoftware=true{Quantiles}", "value", cancellation),
            Question.DeviceSet => await CountAsync(
                $"metrics:query?{range}&filter={Uri.EscapeDataString($"serial ^= {_data.Prefix}")}{Quantiles}", "value", cancellation),
            Question.Top20 => await CountAsync($"metrics:rank?metric={metric}&startTime={Stamp(_data.End.AddDays(-7))}&endTime={Stamp(_data.End)}", "serial", cancellation),
            Question.Histogram => await CountAsync(
                $"metrics:histogram?metric={metric}&startTime={Stamp(_data.End.AddDays(-1))}&endTime={Stamp(_data.End)}&bins=20", "from", cancellation),
            Question.LatestBelow => await CountAsync(
                $"devices?filter={Uri.EscapeDataString($"metric.{metric} < {DataSet.Threshold}")}&pageSize=50", "serial", cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(question), question, "no such question"),
        };
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ");

    private async Task<int> CountAsync(string question, string field, CancellationToken cancellation)
    {
        var answer = await _http.GetByteArrayAsync($"/api/v1/projects/default/{question}", cancellation);
        return Answers.Count(answer, reader => reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(field));
    }
}
