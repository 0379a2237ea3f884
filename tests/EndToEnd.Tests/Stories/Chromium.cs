using Microsoft.Playwright;

namespace Fleet.EndToEnd.Tests.Stories;

/// <summary>Debian's Chromium with one page open, which keeps a list of all that goes wrong in it.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";

    /// <summary>Runs as root in a container, and asks nobody but the server under test.</summary>
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly List<string> _troubles = [];

    private Chromium(IPlaywright playwright, IBrowser browser, IPage page)
    {
        _playwright = playwright;
        _browser = browser;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Note($"console: {message.Text}");
            }
        };
        page.PageError += (_, error) => Note($"script: {error}");
        page.Response += (_, answer) =>
        {
            if (answer.Status >= 400)
            {
                Note($"{answer.Url} answered {answer.Status}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Errors of scripts, violations of the content security policy, answers that are errors.</summary>
    public IReadOnlyList<string> Troubles
    {
        get
        {
            lock (_troubles)
            {
                return [.. _troubles];
            }
        }
    }

    public static async Task<Chromium> OpenAsync(Uri site)
    {
        Assert.True(File.Exists(Program), $"{Program} is not there: apt-get install -y --no-install-recommends chromium");
        var playwright = await Playwright.CreateAsync();
        try
        {
            var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = Arguments });
            var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = site.AbsoluteUri });
            var page = await context.NewPageAsync();
            return new Chromium(playwright, browser, page);
        }
        catch
        {
            playwright.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private void Note(string trouble)
    {
        lock (_troubles)
        {
            _troubles.Add(trouble);
        }
    }
}
