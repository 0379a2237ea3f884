using System.Net;
using Fleet.Gateway.Tests.Devices;
using Fleet.Gateway.Tests.Traces;

namespace Fleet.Gateway.Tests.Web;

public sealed class IssuePageTests(GatewayServer server)
{
    [Fact]
    public async Task An_issue_is_found_in_the_list_and_changed_on_its_page()
    {
        var device = new TestDevice(server, "page-issue");
        await device.SendAsync([device.FailureOf(TestDevice.NowMs - 10, "PageIssueError", "page_issue")], []);
        await server.TracesCatchUpAsync("page-issue");

        var list = await GetAsync("/issues?search=page_issue");
        var url = Links(list, "/issues/")[0];
        Assert.Contains("aria-current=\"page\">Issues</a>", list, StringComparison.Ordinal);
        var page = await GetAsync(url);
        Assert.Contains("page_issue", page, StringComparison.Ordinal);
        Assert.Contains("/app/page_issue.py:7", page, StringComparison.Ordinal);

        await PostAsync($"{url}/mute", []);
        Assert.Contains(">muted</span>", await GetAsync(url), StringComparison.Ordinal);
        await PostAsync($"{url}/reopen", []);
        await PostAsync($"{url}/resolve", []);
        Assert.Contains(">resolved in ", await GetAsync(url), StringComparison.Ordinal);
        await PostAsync($"{url}/comment", new() { ["text"] = "<script>alert(1)</script>" });
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", await GetAsync(url), StringComparison.Ordinal);

        var devices = await GetAsync("/devices/page-issue");
        var trace = Links(devices, "/traces/")[0];
        Assert.Contains("PageIssueError", await GetAsync(trace), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_devices_say_is_text_on_every_page()
    {
        const string hostile = "<img src=x onerror=alert(1)>";
        var id = Guid.NewGuid();
        var device = new TestDevice(server, "page-hostile-issue");
        await device.SendAsync([device.CrashOf(TestDevice.NowMs - 10, id, hostile), device.FailureOf(TestDevice.NowMs - 9, hostile, hostile, hostile)], []);
        await server.TracesCatchUpAsync("page-hostile-issue");

        var list = await GetAsync("/issues?filter=serial%20%3D%20page-hostile-issue");
        var pages = new List<string> { list, await GetAsync("/devices/page-hostile-issue"), await GetAsync($"/traces/{id:n}") };
        foreach (var url in Links(list, "/issues/"))
        {
            pages.Add(await GetAsync(url));
        }

        Assert.True(pages.Count > 3);
        Assert.All(pages, page => Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal));
        Assert.All(pages, page => Assert.Contains("onerror", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_there_is_said_and_what_is_no_filter_is_shown_beside_it()
    {
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("/issues/199999"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("/traces/00000000000000000000000000000001"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("/issues?filter=no%20filter"));
    }

    [Fact]
    public async Task Another_sites_form_changes_nothing()
    {
        using var request = Request(HttpMethod.Post, "/issues/1/mute");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var client = server.Client(null);
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    /// <summary>Where a page leads to below a path.</summary>
    private static List<string> Links(string html, string path) =>
        [.. html.Split("href=\"").Skip(1).Select(rest => rest[..rest.IndexOf('"')]).Where(url => url.StartsWith(path, StringComparison.Ordinal)).Distinct()];

    private async Task<string> GetAsync(string path)
    {
        using var client = server.Client(null);
        using var answer = await client.SendAsync(Request(HttpMethod.Get, path));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var client = server.Client(null);
        using var answer = await client.SendAsync(Request(HttpMethod.Get, path));
        return answer.StatusCode;
    }

    private async Task PostAsync(string path, Dictionary<string, string> form)
    {
        using var request = Request(HttpMethod.Post, path);
        request.Content = new FormUrlEncodedContent(form);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var client = server.Client(null);
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", $"fleet_token={server.ApiToken}");
        return request;
    }
}
