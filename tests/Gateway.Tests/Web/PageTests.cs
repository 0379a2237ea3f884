using System.Net;
using Fleet.Gateway.Tests.Devices;
using Fleet.Gateway.Tests.Observations;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Traces;

namespace Fleet.Gateway.Tests.Web;

public sealed class PageTests(GatewayServer server)
{
    [Fact]
    public async Task Who_is_not_signed_in_is_asked_to_and_comes_back()
    {
        using var client = server.Client(null);
        using var asked = await client.GetAsync("/devices?filter=cohort%3Da");
        Assert.Equal("/sign-in?return=%2Fdevices%3Ffilter%3Dcohort%253Da", asked.Headers.Location!.OriginalString);

        using var signedIn = await SignInAsync(client, server.ApiToken, "/devices?filter=cohort%3Da");

        Assert.Equal("/devices?filter=cohort%3Da", signedIn.Headers.Location!.OriginalString);
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    public async Task Signing_in_leads_nowhere_else(string target)
    {
        using var client = server.Client(null);
        using var signedIn = await SignInAsync(client, server.ApiToken, target);

        Assert.Equal("/", signedIn.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_wrong_token_is_refused_in_words()
    {
        using var client = server.Client(null);
        using var answer = await SignInAsync(client, server.ProjectKey, "/");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("unknown or revoked", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_fleets_page_shows_its_vitals_and_a_dash_where_nobody_reported_one()
    {
        var device = new TestDevice(server, "page-vitals");
        await device.ReportAsync(device.Report(TestDevice.NowMs - 10, 20));
        using var page = await GetAsync("/fleet?metric=temperature&cohort=nobody-is-here");
        var html = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        Assert.Contains("<dt>Crash-free hours</dt>", html, StringComparison.Ordinal);
        Assert.Contains("<dd>–</dd>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_storage_page_shows_what_is_on_the_disk_and_how_long_it_is_kept()
    {
        var device = new TestDevice(server, "page-storage");
        await device.ReportAsync(device.Report(TestDevice.NowMs - 10, 20));
        using var page = await GetAsync("/storage");
        var html = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        Assert.Contains("<th scope=\"row\">event log</th>", html, StringComparison.Ordinal);
        Assert.Contains("<td>reports, 90 days</td>", html, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">coredumps</th>", html, StringComparison.Ordinal);
        Assert.Contains("aria-current=\"page\">Storage</a>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_devices_page_shows_what_it_observed_and_leads_to_the_content()
    {
        var device = new TestDevice(server, "page-observed");
        var content = await server.UploadAsync([7, 8, 9]);
        await device.SendAsync([device.Reboot(TestDevice.NowMs - 10), device.Crash(TestDevice.NowMs - 9, Samples.Id), device.Recording(TestDevice.NowMs - 8, Samples.Id, content)], []);
        await server.CatchUpAsync("page-observed");

        using var page = await GetAsync("/devices/page-observed");
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("!overheated", html, StringComparison.Ordinal);
        Assert.Contains("app, signal 11 in app+0x10", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        var link = $"/blobs/{content.Sha256}?name=trip.bin";
        Assert.Contains($"href=\"{link}\"", html, StringComparison.Ordinal);

        using var download = await GetAsync(link);
        Assert.Equal([7, 8, 9], await download.Content.ReadAsByteArrayAsync());
        Assert.Equal("trip.bin", download.Content.Headers.ContentDisposition!.FileName);
        using var stranger = server.Client(null);
        using var asked = await stranger.GetAsync(link);
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
    }

    [Fact]
    public async Task What_a_device_says_is_never_markup()
    {
        const string hostile = "<script>alert(1)</script>";
        var device = new TestDevice(server, "page-hostile");
        await device.ReportAsync(
            device.Report(TestDevice.NowMs - 1000, 30, channel: hostile),
            device.Entry(EntryType.Trace, TestDevice.NowMs, new Trace("x", hostile, hostile, hostile, hostile, IsFatal: true).Encode()));

        foreach (var path in (string[])["/devices", "/devices/page-hostile", "/devices/page-hostile/metric?key=temperature", "/fleet?metric=temperature", $"/devices?filter={hostile}", $"/fleet?cohort={hostile}"])
        {
            using var page = await GetAsync(path);
            var html = await page.Content.ReadAsStringAsync();
            Assert.DoesNotContain(hostile, html, StringComparison.Ordinal);
            Assert.Contains("script-src 'self'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.DoesNotContain("style=\"", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_device_has_a_chart_for_each_numeric_metric()
    {
        var device = new TestDevice(server, "page-charts");
        await device.ReportAsync(device.Report(TestDevice.NowMs - 600_000, 30), device.Report(TestDevice.NowMs - 1000, 31));
        using var page = await GetAsync("/devices/page-charts?range=1h");
        var html = await page.Content.ReadAsStringAsync();

        Assert.Equal(3, html.Split("<svg ").Length - 1);
        Assert.Contains("aria-label=\"temperature: last 31 ", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a..b")]
    [InlineData("page:links_-.")]
    public async Task Every_link_to_a_device_leads_to_it_whatever_its_serial(string serial)
    {
        var device = new TestDevice(server, serial);
        await device.ReportAsync(device.Report(TestDevice.NowMs - 1000, 31));

        var list = await TextAsync($"/devices?filter={Uri.EscapeDataString($"serial = \"{serial}\"")}");
        var links = Links(await TextAsync(Links(list).Single(l => l.StartsWith("/device", StringComparison.Ordinal) && l.Length > "/devices".Length && !l.Contains("filter", StringComparison.Ordinal))));
        var metric = links.First(l => l.Contains("key=temperature", StringComparison.Ordinal));
        foreach (var link in links.Where(l => l.Contains("range=", StringComparison.Ordinal)).Concat(Links(await TextAsync(metric)).Where(l => l.Contains("range=", StringComparison.Ordinal))))
        {
            var title = Title(await TextAsync(link));
            Assert.True(title == $"{serial} · Fleet" || title.EndsWith($" of {serial} · Fleet", StringComparison.Ordinal), $"{link}: {title}");
        }
    }

    [Fact]
    public async Task A_device_that_never_reported_is_not_found()
    {
        using var page = await GetAsync("/devices/nobody");

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
    }

    [Fact]
    public async Task Assets_are_kept_for_good()
    {
        using var client = server.Client(null);
        using var css = await client.GetAsync(Fleet.Gateway.Web.WebAssets.Css);

        Assert.Equal("text/css", css.Content.Headers.ContentType!.MediaType);
        Assert.Contains("immutable", css.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient client, string token, string target)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token, ["return"] = target });
        return await client.PostAsync("/sign-in", form);
    }

    private static List<string> Links(string html) =>
        [.. html.Split("href=\"").Skip(1).Select(part => WebUtility.HtmlDecode(part[..part.IndexOf('"', StringComparison.Ordinal)]))];

    private static string Title(string html) => WebUtility.HtmlDecode(html.Split("<title>")[1].Split("</title>")[0]);

    /// <summary>The page, found as a browser would: by a URL without dot segments.</summary>
    private async Task<string> TextAsync(string path)
    {
        using var page = await GetAsync(path);
        var text = await page.Content.ReadAsStringAsync();
        Assert.True(page.StatusCode == HttpStatusCode.OK, $"{path}: {page.StatusCode} {text}");
        return text;
    }

    private async Task<HttpResponseMessage> GetAsync(string path)
    {
        using var client = server.Client(null);
        client.DefaultRequestHeaders.Add("Cookie", $"fleet_token={server.ApiToken}");
        return await client.GetAsync(path);
    }
}
