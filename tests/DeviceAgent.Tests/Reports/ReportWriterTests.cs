using System.Text;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Reports;
using Fleet.DeviceAgent.Tests.Queue;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Reports;

public sealed class ReportWriterTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
    private readonly MetricAggregator _aggregator;
    private readonly ReportWriter _writer;

    public ReportWriterTests()
    {
        _aggregator = new MetricAggregator(_time, new AgentCounters());
        _writer = new ReportWriter(new DeviceClock(_time), QueueFixture.Origin);
    }

    [Fact]
    public void The_table_is_the_same_until_a_key_is_added()
    {
        Add("b", MetricKind.Gauge, 1);
        var first = Write();
        Add("b", MetricKind.Gauge, 2);
        Assert.Same(first.Table, Write().Table);
        Add("a", MetricKind.Counter, 2);
        var third = Write();
        Assert.NotEqual(first.Table!.Hash, third.Table!.Hash);
        Assert.Equal(["a", "b"], third.Table.Columns.Select(column => column.Key));
    }

    [Fact]
    public void A_report_carries_its_interval_and_the_clocks_of_its_end()
    {
        Add("a", MetricKind.Counter, 42);
        _time.Advance(TimeSpan.FromMinutes(10));
        var draft = Write();
        var report = Report.Decode(draft.Body);
        Assert.Equal((1_700_000_600_000, 600_000L, ReportKind.Heartbeat), (draft.WallMs, report.DurationMs, report.Kind));
        Assert.Equal(EntryPriority.Report, draft.Priority);
        Assert.Equal(42, Read(draft)["a"].Value);
    }

    [Fact]
    public void Values_that_do_not_fit_into_one_entry_go_in_several_without_loss()
    {
        // Nearly all bins that there may be, with counts of several bytes.
        const int Histograms = 150;
        const int Bins = 400;
        const double Rate = 1e-7;
        for (var i = 0; i < Histograms; i++)
        {
            for (var n = 0; n < Bins; n++)
            {
                Add($"h{i}", MetricKind.Histogram, Math.Pow(1.021, n), Rate);
            }
        }

        var drafts = _writer.Write(_aggregator.Close());
        Assert.True(drafts.Count > 1);
        Assert.All(drafts, draft => Assert.InRange(draft.Body.Length, 1, ProtocolLimits.MaxEntryBytes));
        var all = drafts.SelectMany(Read).ToDictionary();
        Assert.Equal(Histograms, all.Count);
        Assert.All(all.Values, value => Assert.Equal((long)(Bins / Rate), value.Count));
    }

    private EntryDraft Write() => Assert.Single(_writer.Write(_aggregator.Close()));

    private void Add(string key, MetricKind kind, double value, double rate = 1) =>
        _aggregator.Add(Encoding.ASCII.GetBytes(key), kind, value, isDelta: false, rate, _time.GetTimestamp());

    private static Dictionary<string, MetricValue> Read(EntryDraft draft)
    {
        var values = new Dictionary<string, MetricValue>();
        Report.Decode(draft.Body).ReadValues(draft.Table!.Columns, values, (target, i, value) => target.Add(draft.Table.Columns[i].Key, value));
        return values;
    }
}
