using Fleet.EndToEnd.Tests.Agent;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;
using Fleet.Tests.Shared;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fleet.EndToEnd.Tests.Stories;

/// <summary>What a person sees in a real browser.</summary>
public sealed class BrowserTests
{
    private const string Metric = "myapp.mygauge";
    private const string Serial = "browser-1";

    private const string HourPage = $"/devices/{Serial}?range=1h";

    /// <summary>The page reads itself again every ten seconds; two of them, and what a busy machine takes.</summary>
    // A page may be a moment ahead of the read models: it shows the value after its next refresh then.
    private static readonly LocatorAssertionsToHaveTextOptions AfterRefresh = new() { Timeout = 30_000 };

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);

    private static string Screenshots { get; } = Path.Combine(Checkout.Root, "artifacts", "screenshots");

    [Fact]
    public async Task Person_signs_in_sees_device_and_fleet_and_values_that_keep_themselves_fresh()
    {
        using var serverFolder = new TemporaryFolder();
        using var agentFolder = new TemporaryFolder("fleetd-");
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(serverFolder.Path));
        await using var agent = new FleetAgent(server, Serial, agentFolder.Path, Interval);
        await agent.StartAsync();
        await using var chromium = await Chromium.OpenAsync(server.Url);
        var page = chromium.Page;

        await SignInAsync(page, server);
        await ReportAsync(agent, 41);
        await page.GotoAsync("/devices");
        await SaveAsync(page, "devices");
        await page.GetByRole(AriaRole.Link, new() { Name = Serial, Exact = true }).ClickAsync();
        await ChooseHourAsync(page);
        await SeesChartAsync(page);
        await StaysFreshUnlessPausedAsync(page, agent);
        await SaveAsync(page, "device");

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Fleet" }).ClickAsync();
        await page.GetByLabel("Metric").SelectOptionAsync(Metric);
        await Expect(page.Locator("figcaption .key")).ToHaveTextAsync(Metric);
        await SeesPercentilesAsync(page);
        await SaveAsync(page, "fleet");

        Assert.Empty(chromium.Troubles);
        await agent.StopAsync();
        await server.StopAsync();
    }

    private static async Task SignInAsync(IPage page, FleetServer server)
    {
        await page.GotoAsync("/");
        await page.GetByLabel("API token").FillAsync(server.Profile.Token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Devices" })).ToBeVisibleAsync();
    }

    /// <summary>Has the device send a value, and returns when the server has it.</summary>
    private static async Task ReportAsync(FleetAgent agent, double value)
    {
        var before = await agent.SamplesAsync();
        agent.Send($"{Metric}:{value}|g");
        await Eventually.Holds(Within, async () => Assert.Equal(before + 1, await agent.SamplesAsync()));
        (await agent.SyncAsync()).ExpectSuccess("fleetctl sync");
    }

    private static async Task ChooseHourAsync(IPage page)
    {
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = Serial })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "1 hour" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(HourPage);
    }

    private static async Task SeesChartAsync(IPage page)
    {
        var figure = page.Locator("figure", new() { Has = page.GetByRole(AriaRole.Link, new() { Name = Metric, Exact = true }) });
        await Expect(figure.Locator("svg")).ToBeVisibleAsync();
        await Expect(figure.Locator("svg circle, svg path").First).ToBeAttachedAsync();
        await Expect(Latest(page)).ToHaveTextAsync("41", AfterRefresh);
    }

    /// <summary>A mark on the document, which a reload would lose, tells that the page swapped its content in place.</summary>
    private static async Task StaysFreshUnlessPausedAsync(IPage page, FleetAgent agent)
    {
        const string Mark = "document.documentElement.dataset.mark";
        await page.EvaluateAsync($"() => {{ {Mark} = 'same document'; }}");

        await ReportAsync(agent, 42);
        await Expect(Latest(page)).ToHaveTextAsync("42", AfterRefresh);

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause updates" }).ClickAsync();
        await ReportAsync(agent, 43);
        await SeenToRefreshAsync(page, agent);
        await Expect(Latest(page)).ToHaveTextAsync("42");

        await page.GetByRole(AriaRole.Button, new() { Name = "Resume updates" }).ClickAsync();
        await Expect(Latest(page)).ToHaveTextAsync("44", AfterRefresh);
        Assert.Equal("same document", await page.EvaluateAsync<string>($"() => {Mark}"));
    }

    /// <summary>A second tab, which is not paused, opens on 43 and comes to show 44: a whole time between two refreshes has passed for both.</summary>
    private static async Task SeenToRefreshAsync(IPage page, FleetAgent agent)
    {
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(HourPage);
        await Expect(Latest(other)).ToHaveTextAsync("43", AfterRefresh);
        await ReportAsync(agent, 44);
        await Expect(Latest(other)).ToHaveTextAsync("44", AfterRefresh);
        await other.CloseAsync();
    }

    private static async Task SeesPercentilesAsync(IPage page)
    {
        await Expect(page.Locator("figure svg")).ToBeVisibleAsync();
        var row = page.GetByRole(AriaRole.Row).Nth(1);
        foreach (var column in new[] { "p1", "p5", "p50", "p95", "p99" })
        {
            await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = column, Exact = true })).ToBeVisibleAsync();
        }

        await Expect(row.GetByRole(AriaRole.Cell).First).ToHaveTextAsync("1");
        await Expect(row.GetByRole(AriaRole.Cell).Last).ToHaveTextAsync("44", AfterRefresh);
    }

    private static ILocator Latest(IPage page) =>
        page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = Metric, Exact = true }) }).GetByRole(AriaRole.Cell).First;

    private static Task SaveAsync(IPage page, string name) =>
        page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Screenshots, $"{name}.png"), FullPage = true });
}
