using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Api;

/// <summary>Everything that the read models say over REST, byte by byte, of one stretch of time.</summary>
internal sealed class AllAnswers(DateTimeOffset from, DateTimeOffset to)
{
    private string Range => $"start_time={from:yyyy-MM-ddTHH:mm:ssZ}&end_time={to:yyyy-MM-ddTHH:mm:ssZ}";

    /// <summary>Questions about metrics at every level and resolution.</summary>
    public IEnumerable<string> Series =>
        from metric in (string[])[TestMetrics.Counter, TestMetrics.Gauge]
        from scope in (string[])["fleet=true", "cohort=default", "cohort=default&group_by_software=true"]
        from resolution in (string[])["RESOLUTION_HOUR", "RESOLUTION_DAY"]
        select $"metrics:query?metric={metric}&{scope}&resolution={resolution}&{Range}";

    /// <returns>Answers by question.</returns>
    public async Task<SortedDictionary<string, string>> ReadAsync(FleetServer server)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.Url, $"/api/v1/projects/{server.Profile.Project}/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Profile.Token);
        var answers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await PagesAsync(http, answers, "devices?page_size=2");
        await PagesAsync(http, answers, "metrics?page_size=1");
        await PagesAsync(http, answers, "processing?page_size=1");
        foreach (var serial in answers.Values.ToList().SelectMany(Serials))
        {
            await PagesAsync(http, answers, $"devices/{serial}?");
            await PagesAsync(http, answers, $"devices/{serial}/reports?page_size=3&{Range}");
        }

        foreach (var question in Series)
        {
            await PagesAsync(http, answers, question);
        }

        return answers;
    }

    private static IEnumerable<string> Serials(string answer) =>
        JsonNode.Parse(answer)!["devices"] is JsonArray devices ? devices.Select(d => (string)d!["serial"]!) : [];

    private static async Task PagesAsync(HttpClient http, SortedDictionary<string, string> answers, string question)
    {
        for (var page = question; page is not null;)
        {
            using var answer = await http.GetAsync(new Uri($"{http.BaseAddress}{page}"));
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{page}: {(int)answer.StatusCode} {text}");
            answers[page] = text;
            var next = (string?)JsonNode.Parse(text)!["nextPageToken"];
            page = string.IsNullOrEmpty(next) ? null : $"{question}&page_token={Uri.EscapeDataString(next)}";
        }
    }
}
