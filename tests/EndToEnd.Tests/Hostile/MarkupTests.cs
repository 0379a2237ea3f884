using System.Net;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;
using Fleet.EndToEnd.Tests.Stories;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.EndToEnd.Tests.Hostile;

/// <summary>A device whose every text is markup.</summary>
public sealed class MarkupTests
{
    private const string Markup = "\"'><script>alert(1)</script>";
    private const string ShortMarkup = "\"><script>alert(1)//";
    private const int MaxPages = 200;

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Texts_of_a_device_are_shown_on_the_pages_and_never_run()
    {
        using var folder = new TemporaryFolder();
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(folder.Path));
        using var http = new SyncHttp(server.SyncUrl, server.Profile.ProjectKey);
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(Batch())).Status);
        using var browser = await Browser.SignInAsync(server);

        await Eventually.Holds(Within, async () =>
            Assert.Contains("&lt;script&gt;alert(1)", await browser.GetAsync("/devices/markup"), StringComparison.OrdinalIgnoreCase));
        var pages = await Crawl.PagesAsync(browser, MaxPages);

        Assert.InRange(pages.Count, 4, MaxPages);
        foreach (var (path, page) in pages)
        {
            Assert.False(page.Contains("<script>alert", StringComparison.OrdinalIgnoreCase), $"{path} runs what a device said");
            Crawl.AssertChartsAreWellFormed(path, page);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{pages.Count} pages: {string.Join(' ', pages.Keys)}");
    }

    private static SyncRequest Batch()
    {
        var table = KeyTable.Of(
        [
            new MetricColumn("m.gauge", MetricKind.Gauge, ShortMarkup),
            new MetricColumn("m.counter", MetricKind.Counter, ShortMarkup),
            new MetricColumn("m.property", MetricKind.Property, ShortMarkup),
        ]);
        var values = Report.EncodeValues([MetricValue.Gauge(1, 2, 0, 3), MetricValue.Scalar(4), MetricValue.OfText(Markup)]);
        var report = new Report(ReportKind.Session, 60_000, table.Hash, values, Markup);
        var attributes = AttributesBody.Encode(new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { ["m.attribute"] = AttributeValue.Of(Markup) });
        var wall = TestDevice.WallMs;
        return new SyncRequest
        {
            Device = new DeviceIdentity("markup", Markup),
            Agent = new AgentIdentity(Markup, Markup),
            Origins = [new Origin(Guid.Empty, Markup, Markup)],
            WallMs = wall,
            UptimeMs = 1,
            Epoch = 1,
            Entries =
            [
                new SyncEntry(1, (int)EntryType.Report, wall - 1_000, 1, 0, report.Encode()),
                new SyncEntry(2, (int)EntryType.Attributes, wall, 1, 0, attributes),
            ],
            Tables = [table.Encoded],
        };
    }
}
