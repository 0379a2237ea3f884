using System.Net;

namespace Fleet.Gateway.Tests.Web;

/// <summary>Forms that another site's page would have a browser send.</summary>
public sealed class SameOriginTests(GatewayServer server)
{
    private const string Cookie = "Set-Cookie";

    /// <summary>Headers of a browser: what is ours, and what is not. HOST stands for the server's own host and port.</summary>
    public static TheoryData<string?, string?, bool> Senders => new()
    {
        { null, null, true },
        { "same-origin", "http://HOST", true },
        { "none", null, true },
        { null, "http://HOST", true },
        { null, "https://HOST", true },
        { "same-site", "http://HOST", false },
        { "cross-site", "https://evil.example", false },
        { "cross-site", null, false },
        { "", null, false },
        { null, "https://evil.example", false },
        { null, "http://HOST.evil.example", false },
        { null, "http://evil.example/HOST", false },
        { null, "http://127.0.0.1", false },
        { null, "null", false },
        { null, "", false },
    };

    [Theory]
    [MemberData(nameof(Senders))]
    public async Task Signing_in_works_from_our_own_pages_only(string? site, string? origin, bool ours)
    {
        using var client = Client(site, origin);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = server.ApiToken, ["return"] = "/fleet" });
        using var answer = await client.PostAsync("/sign-in", form);

        Assert.Equal(ours ? HttpStatusCode.Redirect : HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(ours, answer.Headers.Contains(Cookie));
    }

    [Theory]
    [MemberData(nameof(Senders))]
    public async Task Signing_out_works_from_our_own_pages_only(string? site, string? origin, bool ours)
    {
        using var client = Client(site, origin);
        client.DefaultRequestHeaders.Add("Cookie", $"fleet_token={server.ApiToken}");
        using var answer = await client.PostAsync("/sign-out", null);

        Assert.Equal(ours ? HttpStatusCode.Redirect : HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(ours, answer.Headers.Contains(Cookie));
    }

    [Fact]
    public async Task A_link_on_another_site_leads_here()
    {
        using var client = Client("cross-site", null);
        client.DefaultRequestHeaders.Add("Cookie", $"fleet_token={server.ApiToken}");
        using var answer = await client.GetAsync("/devices");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private HttpClient Client(string? site, string? origin)
    {
        var client = server.Client(null);
        if (site is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Sec-Fetch-Site", site);
        }

        if (origin is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Origin", origin.Replace("HOST", server.Url.Authority, StringComparison.Ordinal));
        }

        return client;
    }
}
