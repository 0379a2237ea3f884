using CsCheck;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;
using MessagePack;

namespace Fleet.Protocol.Tests.Metrics;

public sealed class ReportTests
{
    private static readonly TableHash AnyTable = new(1, 2);

    [Fact]
    public void What_is_written_is_read_back() => ProtocolGen.Report.Sample(report =>
        Assert.Equal(FrameJson.Of(report).ToJsonString(), FrameJson.Of(Report.Decode(report.Encode())).ToJsonString()));

    [Fact]
    public void Values_of_every_kind_are_read_back_to_the_bit() => ProtocolGen.Values.Sample(pair =>
    {
        var read = new MetricValue[pair.Values.Length];
        new Report(ReportKind.Heartbeat, 1, AnyTable, Report.EncodeValues(pair.Values)).ReadValues(pair.Columns, read, (into, i, value) => into[i] = value);
        Assert.Equal(pair.Values.Select(v => FrameJson.Of(v)?.ToJsonString()), read.Select(v => FrameJson.Of(v)?.ToJsonString()));
        Assert.Equal(pair.Values.Select(v => (v.Shape, v.Value, v.Mean, v.Count)), read.Select(v => (v.Shape, v.Value, v.Mean, v.Count)));
    });

    [Fact]
    public void An_hourly_report_of_30_metrics_costs_some_200_bytes()
    {
        var random = new Random(1);
        MetricColumn[] columns = [.. Enumerable.Range(0, 30).Select(i => new MetricColumn($"metric.{i}", i < 10 ? MetricKind.Counter : MetricKind.Gauge))];
        var values = columns.Select(c => c.Kind == MetricKind.Counter
            ? MetricValue.Scalar(random.Next(0, 100_000))
            : Gauge(MathF.Round(random.NextSingle() * 100, 2))).ToArray();
        var body = new Report(ReportKind.Heartbeat, 3_600_000, KeyTable.Of(columns).Hash, Report.EncodeValues(values)).Encode();
        var entry = new SyncEntry(1000, (int)EntryType.Report, 1_800_000_000_000, 3_600_000, 0, body);
        var cost = Frames.Of(GoldenVectors.Minimal with { Entries = [entry] }).Length - Frames.Of(GoldenVectors.Minimal).Length;
        TestContext.Current.TestOutputHelper?.WriteLine($"report {body.Length} bytes, as an entry {cost}, the whole frame {Frames.Of(GoldenVectors.Minimal with { Entries = [entry] }).Length}");
        Assert.InRange(cost, 1, 220);

        static MetricValue Gauge(float value) => MetricValue.Gauge(value, value, value, value);
    }

    [Fact]
    public void Elements_added_to_the_report_and_its_values_are_skipped()
    {
        var values = Frames.Of((ref MessagePackWriter w) =>
        {
            w.WriteArrayHeader(1);
            w.WriteArrayHeader(5);
            foreach (var number in new[] { 2, 2, 1, 3, 99 })
            {
                w.Write(number);
            }
        });
        byte[] body = [0x97, 1, 10, 0xc4, 16, .. AnyTable.ToArray(), .. values, 0xa1, (byte)'s', 0xc0, 0x80];
        var report = Report.Decode(body);
        var seen = new List<MetricValue>();
        report.ReadValues([new MetricColumn("g", MetricKind.Gauge)], seen, (into, _, value) => into.Add(value));
        Assert.Equal("s", report.SessionName);
        Assert.Equal(MetricValue.Gauge(2, 2, 1, 3), Assert.Single(seen));
    }

    [Fact]
    public void A_distribution_may_carry_more_elements_than_this_side_knows()
    {
        var value = ProtocolGen.Distribution([1, 2, 3]);
        var values = Frames.Of((ref MessagePackWriter w) =>
        {
            w.WriteArrayHeader(1);
            w.WriteArrayHeader(6);
            w.Write(3);
            w.Write(6);
            w.Write(1);
            w.Write(3);
            w.Write(value.Sketch.Span);
            w.WriteNil();
        });
        Assert.Equal((3, 6.0, 2.0), Single(values, MetricKind.Timer) is var v ? (v.Count, v.Value, v.Mean) : default);
    }

    [Theory]
    [InlineData(MetricKind.Counter, "a131", "expected a number")]
    [InlineData(MetricKind.Counter, "cb7ff8000000000000", "not a finite number")]
    [InlineData(MetricKind.Counter, "cbfff0000000000000", "not a finite number")]
    [InlineData(MetricKind.Counter, "ca7f800000", "not a finite number")]
    [InlineData(MetricKind.Counter, "cb45d0000000000000", "above the greatest magnitude")]
    [InlineData(MetricKind.Set, "ff", "not between 0")]
    [InlineData(MetricKind.Set, "ca3f800000", "expected an integer")]
    [InlineData(MetricKind.Set, "cfffffffffffffffff", "above 2^63-1")]
    [InlineData(MetricKind.Gauge, "9401020203", "not within")]
    [InlineData(MetricKind.Gauge, "9402040203", "not within")]
    [InlineData(MetricKind.Gauge, "9402020301", "not within")]
    [InlineData(MetricKind.Gauge, "93010101", "at least 4")]
    [InlineData(MetricKind.Histogram, "01", "expected an array")]
    [InlineData(MetricKind.Histogram, "95000000" + "00c400", "not between 1")]
    [InlineData(MetricKind.Histogram, "9501020202c400", "sketch")]
    [InlineData(MetricKind.Histogram, "9501020302c400", "samples between 3 and 2")]
    [InlineData(MetricKind.Property, "01", "expected a string")]
    [InlineData(MetricKind.Property, "a1ff", "UTF-8")]
    [InlineData(MetricKind.Flag, "01", "expected a boolean")]
    [InlineData(MetricKind.Counter, "c1", "found Unknown")]
    public void A_value_that_is_not_of_its_kind_is_refused(MetricKind kind, string value, string problem) =>
        Assert.Contains(problem, Assert.Throws<ProtocolException>(() => Single([0x91, .. Convert.FromHexString(value)], kind)).Message);

    [Fact]
    public void A_sketch_that_holds_another_number_of_samples_is_refused()
    {
        var two = ProtocolGen.Distribution([1, 2]);
        var values = Report.EncodeValues([MetricValue.Distribution(3, 3, 1, 2, two.Sketch)]);
        Assert.Contains("holds 2 samples, the report says 3", Assert.Throws<ProtocolException>(() => Single(values, MetricKind.Timer)).Message);
    }

    [Fact]
    public void An_unsigned_integer_beyond_63_bits_is_a_number() =>
        Assert.Equal(18446744073709551615.0, Single([0x91, 0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], MetricKind.Counter).Value);

    [Theory]
    [InlineData("9202" + "02", "more values")]
    [InlineData("9102c0", "bytes")]
    public void More_values_than_keys_and_bytes_behind_the_values_are_refused(string values, string what)
    {
        var report = new Report(ReportKind.Heartbeat, 1, AnyTable, Convert.FromHexString(values));
        Assert.True(Assert.Throws<ProtocolException>(() => report.ReadValues([new MetricColumn("k", MetricKind.Counter)], 0, (_, _, _) => { })).Message.Length > 0, what);
    }

    [Fact]
    public void What_the_visitor_throws_is_not_blamed_on_the_bytes()
    {
        var report = new Report(ReportKind.Heartbeat, 1, AnyTable, new byte[] { 0x91, 0x01 });
        Assert.Throws<OverflowException>(() => report.ReadValues([new MetricColumn("k", MetricKind.Counter)], 0, (_, _, _) => throw new OverflowException()));
    }

    [Theory]
    [InlineData("9400" + "0a" + "c40401020304" + "90", "4 bytes, 16 expected")]
    [InlineData("9402" + "0a" + "c41000000000000000000000000000000000" + "90", "kind")]
    [InlineData("9400" + "ff" + "c41000000000000000000000000000000000" + "90", "duration_ms")]
    [InlineData("9400" + "cf00000007b98a0001" + "c41000000000000000000000000000000000" + "90", "duration_ms")]
    [InlineData("9400" + "0a" + "c41000000000000000000000000000000000" + "80", "expected an array")]
    [InlineData("9500" + "0a" + "c41000000000000000000000000000000000" + "90a173", "a heartbeat none")]
    [InlineData("9401" + "0a" + "c41000000000000000000000000000000000" + "90", "a session has a name")]
    [InlineData("9400" + "0a" + "c41000000000000000000000000000000000" + "9001", "bytes follow")]
    [InlineData("9400" + "0a" + "c41000000000000000000000000000000000" + "dd7fffffff", "report")]
    public void What_is_not_a_report_is_refused(string body, string problem) =>
        Assert.Contains(problem, Assert.Throws<ProtocolException>(() => Report.Decode(Convert.FromHexString(body))).Message);

    [Fact]
    public void Values_nested_deeper_than_the_limit_are_refused()
    {
        byte[] body = [0x94, 0, 10, 0xc4, 16, .. AnyTable.ToArray(), .. Frames.Nested(100_000)];
        Assert.Contains("nested deeper", Assert.Throws<ProtocolException>(() => Report.Decode(body)).Message);
    }

    private static MetricValue Single(byte[] values, MetricKind kind)
    {
        var seen = new List<MetricValue>();
        new Report(ReportKind.Heartbeat, 1, AnyTable, values).ReadValues([new MetricColumn("k", kind)], seen, (into, _, value) => into.Add(value));
        return Assert.Single(seen);
    }
}
