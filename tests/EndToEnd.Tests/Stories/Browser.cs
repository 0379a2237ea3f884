using System.Net;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Stories;

/// <summary>A person's browser, as far as pages need one: it keeps cookies, follows redirects and sends forms.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient _http;

    private Browser(Uri site)
    {
        _http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = site };
    }

    /// <summary>Goes to the first page, is asked for a token, and gives it.</summary>
    public static async Task<Browser> SignInAsync(FleetServer server)
    {
        var browser = new Browser(server.Url);
        Assert.Contains("name=\"token\"", await browser.GetAsync("/"), StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = server.Profile.Token });
        using var answer = await browser._http.PostAsync(new Uri("/sign-in", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("name=\"token\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        return browser;
    }

    /// <returns>The page as HTML.</returns>
    public async Task<string> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        var page = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? page : throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}: {page}");
    }

    public void Dispose() => _http.Dispose();
}
