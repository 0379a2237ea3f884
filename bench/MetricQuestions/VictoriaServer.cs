using System.Text.Json;

namespace Fleet.MetricQuestions;

/// <summary>VictoriaMetrics' query API, in MetricsQL where that says in one question what is asked.</summary>
internal sealed class VictoriaServer(Uri address, DataSet data) : IServer
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };

    public Task<int> AskAsync(Question question, string metric, CancellationToken cancellation)
    {
        var name = metric.Replace('.', '_');
        var hourly = $"last_over_time({name}[1h])";
        return question switch
        {
            Question.Fleet => RangeAsync($"quantiles(\"phi\", 0.5, 0.95, 0.99, {hourly})", cancellation),
            Question.CohortByVersion => RangeAsync($"quantiles(\"phi\", 0.5, 0.95, 0.99, last_over_time({name}{{cohort=\"default\"}}[1h])) by (version)", cancellation),
            Question.DeviceSet => RangeAsync($"quantiles(\"phi\", 0.5, 0.95, 0.99, last_over_time({name}{{serial=~\"{data.Prefix}.*\"}}[1h]))", cancellation),
            Question.Top20 => InstantAsync($"topk(20, avg_over_time({name}[7d]))", cancellation),
            Question.Histogram => InstantAsync($"buckets_limit(20, sum(histogram_over_time({name}[1d])) by (vmrange))", cancellation),
            Question.LatestBelow => InstantAsync($"last_over_time({name}[1d]) < {DataSet.Threshold}", cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(question), question, "no such question"),
        };
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <remarks>Without its cache of answers: each server answers each time.</remarks>
    private Task<int> RangeAsync(string query, CancellationToken cancellation) => CountAsync(
        $"/api/v1/query_range?nocache=1&step=1h&start={data.Start.AddHours(1).ToUnixTimeSeconds()}&end={data.End.ToUnixTimeSeconds()}&query={Uri.EscapeDataString(query)}",
        cancellation);

    private Task<int> InstantAsync(string query, CancellationToken cancellation) =>
        CountAsync($"/api/v1/query?nocache=1&time={data.End.ToUnixTimeSeconds()}&query={Uri.EscapeDataString(query)}", cancellation);

    private async Task<int> CountAsync(string question, CancellationToken cancellation)
    {
        var answer = await _http.GetByteArrayAsync(question, cancellation);
        return Answers.Count(answer, reader => reader.TokenType == JsonTokenType.Number);
    }
}
