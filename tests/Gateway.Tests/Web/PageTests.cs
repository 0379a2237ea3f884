using System.Net;
using Fleet.Gateway.Tests.Devices;

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
    public async Task What_a_device_says_is_never_markup()
    {
        const string hostile = "<script>alert(1)</script>";
        var device = new TestDevice(server, "page-hostile");
        await device.ReportAsync(device.Report(TestDevice.NowMs - 1000, 30, channel: hostile));

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

    private async Task<HttpResponseMessage> GetAsync(string path)
    {
        using var client = server.Client(null);
        client.DefaultRequestHeaders.Add("Cookie", $"fleet_token={server.ApiToken}");
        return await client.GetAsync(path);
    }
}
