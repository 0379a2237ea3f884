using System.Text;
using CsCheck;
using Fleet.DeviceAgent.Logs.Records;
using Fleet.DeviceAgent.Logs.Store;
using Fleet.DeviceAgent.Logs.Syslog;

namespace Fleet.DeviceAgent.Tests.Logs.Syslog;

public sealed class SyslogParserTests : IDisposable
{
    private readonly LogFixture _fixture = new();
    private readonly LogStore _store;
    private static readonly string[] Starts = ["", "<13>", "<13>1 ", "<13>1 - - - - - [", "<13>Oct 11 22:14:15 "];

    private readonly SyslogParser _parser;

    public SyslogParserTests()
    {
        _store = _fixture.Open();
        _parser = new SyslogParser(_fixture.Intake(_store));
    }

    public void Dispose()
    {
        _store.Dispose();
        _fixture.Dispose();
    }

    [Theory]
    // Examples of RFC 5424, 6.5.
    [InlineData("<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF'su root' failed for lonvick on /dev/pts/8", 2, "su",
        "'su root' failed for lonvick on /dev/pts/8", "{\"facility\":4,\"host\":\"mymachine.example.com\",\"msgid\":\"ID47\"}")]
    [InlineData("<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.", 5, "myproc",
        "%% It's time to make the do-nuts.", "{\"facility\":20,\"host\":\"192.0.2.1\",\"pid\":\"8710\"}")]
    [InlineData("<165>1 2003-10-11T22:14:15.003Z m evntslog - ID47 [exampleSDID@32473 iut=\"3\" eventSource=\"App\\\"x\\]\"][p@1 class=\"high\"] An event", 5, "evntslog",
        "An event", "{\"facility\":20,\"host\":\"m\",\"msgid\":\"ID47\",\"structured_data\":{\"exampleSDID@32473\":{\"iut\":\"3\",\"eventSource\":\"App\\\"x]\"},\"p@1\":{\"class\":\"high\"}}}")]
    // RFC 3164, 5.4, and what /dev/log has.
    [InlineData("<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8", 2, "su",
        "'su root' failed for lonvick on /dev/pts/8", "{\"facility\":4,\"host\":\"mymachine\"}")]
    [InlineData("<13>Feb  5 17:32:18 10.0.0.99 Use the BFG!", 5, "", "10.0.0.99 Use the BFG!", "{\"facility\":1}")]
    [InlineData("<30>Nov 26 09:32:57 app[123]: started", 6, "app", "started", "{\"facility\":3,\"pid\":\"123\"}")]
    [InlineData("<30>app: no time", 6, "app", "no time", "{\"facility\":3}")]
    [InlineData("<191>x", 7, "", "x", "{\"facility\":23}")]
    // What is none of it is a line.
    [InlineData("<192>too great", 6, "", "<192>too great", "")]
    [InlineData("plain: text", 6, "", "plain: text", "")]
    [InlineData("<>", 6, "", "<>", "")]
    [InlineData("", 6, "", "", "")]
    [InlineData("<34>1 ", 2, "", "", "{\"facility\":4}")]
    [InlineData("<34>1 - - - - - [broken a=\"", 2, "", "[broken a=\"", "{\"facility\":4}")]
    public void Messages_of_both_rfcs_are_read(string message, int level, string source, string text, string fields)
    {
        var record = _parser.Read(Encoding.UTF8.GetBytes(message + "\n"));
        Assert.Equal((level, source, text), (record.Level, record.Source, record.Message));
        Assert.Equal(fields, record.Fields.IsEmpty ? "" : FieldsText.Of(record.Fields, 10_000));
    }

    [Fact]
    public void Times_of_the_new_kind_are_the_programs_and_of_the_old_kind_ours()
    {
        Assert.Equal(1_061_727_255_000_003, _parser.Read("<165>1 2003-08-24T05:14:15.000003-07:00 h a - - - x"u8).TimeUs);
        Assert.Equal(1_700_000_000_000_000, _parser.Read("<34>Oct 11 22:14:15 mymachine su: x"u8).TimeUs);
        Assert.Equal(1_700_000_000_000_000, _parser.Read("<165>1 - h a - - - x"u8).TimeUs);
    }

    [Fact]
    public void Nothing_that_comes_is_an_exception() =>
        Gen.Select(Gen.Byte.Array[0, 100], Gen.Int[0, 4].Select(i => Starts[i])).Sample((noise, start) =>
        {
            lock (_parser)
            {
                _ = _parser.Read([.. Encoding.ASCII.GetBytes(start), .. noise]);
            }
        }, iter: 20_000);

    [Fact]
    public async Task Both_framings_are_understood_however_the_bytes_arrive()
    {
        string[] lines = ["<13>one", "<14>two\nlines", "<15>3 three", new string('x', 10_000)];
        var bytes = Encoding.ASCII.GetBytes($"{lines[0].Length} {lines[0]}{lines[1].Length} {lines[1]}{lines[2]}\n\n{lines[3]}\n12 ends\n<13>last");
        for (var piece = 1; piece < 40; piece++)
        {
            using var fixture = new LogFixture();
            using (var store = fixture.Open())
            {
                Assert.True(await new SyslogStream(fixture.Intake(store)).ServeAsync(new PieceStream(bytes, piece), TestContext.Current.CancellationToken));
            }

            Assert.Equal(["one", "two\nlines", "3 three", lines[3], "12 ends", "last"], fixture.Records().Select(record => record.Message));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_that_is_too_long_is_cut_and_the_next_one_whole(bool counted)
    {
        var line = "<13>" + new string('x', 300_000);
        var bytes = Encoding.ASCII.GetBytes(counted ? $"{line.Length} {line}7 <13>end" : $"{line}\n<13>end\n");
        using (var store = _fixture.Open())
        {
            Assert.True(await new SyslogStream(_fixture.Intake(store)).ServeAsync(new MemoryStream(bytes), TestContext.Current.CancellationToken));
        }

        var records = _fixture.Records();
        Assert.Equal(2, records.Count);
        Assert.True(records[0].Message.Length > 30_000);
        Assert.Equal("end", records[1].Message);
        Assert.True(_fixture.Counters[DeviceAgent.Diagnostics.AgentCounter.LogLinesCut] > 0);
    }
}
