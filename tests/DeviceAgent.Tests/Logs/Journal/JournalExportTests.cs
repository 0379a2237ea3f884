using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Fleet.DeviceAgent.Logs.Journal;
using Fleet.DeviceAgent.Logs.Records;
using Fleet.DeviceAgent.Logs.Store;
using Fleet.Protocol.Logs;

namespace Fleet.DeviceAgent.Tests.Logs.Journal;

public sealed class JournalExportTests : IDisposable
{
    private readonly LogFixture _fixture = new();
    private readonly LogStore _store;

    public JournalExportTests() => _store = _fixture.Open();

    public void Dispose()
    {
        _store.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public void Entries_are_read_however_the_bytes_arrive()
    {
        byte[] bytes =
        [
            .. Text("__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1700000000000123\n_HOSTNAME=h\n_PID=7\nPRIORITY=3\nSYSLOG_IDENTIFIER=app\n_SYSTEMD_UNIT=app.service\nMESSAGE=one\nCODE_LINE=4\n\n"),
            .. Text("__CURSOR=s=1;i=3\n__REALTIME_TIMESTAMP=1700000000000124\n"), .. Binary("MESSAGE", "two\nlines"), .. Text("SYSLOG_IDENTIFIER=app\n\n"),
            .. Text("__CURSOR=s=1;i=4\nMESSAGE=\n\n\n"),
            .. Text("__CURSOR=s=1;i=5\n"), .. Binary("COREDUMP", new string('c', 500_000)), .. Text("MESSAGE=crashed\n\n"),
            .. Text("__CURSOR=s=1;i=6\nMESSAGE=" + new string('m', 200_000) + "\nPRIORITY=9\n\n"),
            .. Text("__CURSOR=s=1;i=7\nMESSAGE=not whole\n"),
        ];
        for (var piece = 1; piece < 3000; piece = (piece * 2) + 1)
        {
            var entry = new JournalEntry(_fixture.Intake(_store));
            var records = Read(new PieceStream(bytes, piece), entry);
            Assert.Equal(["one", "two\nlines", "", "crashed"], records.Take(4).Select(record => record.Message));
            Assert.Equal(5, records.Count);
            Assert.InRange(records[4].Message.Length, 60_000, 70_000);
            Assert.Equal((3, "app.service", 1_700_000_000_000_123), (records[0].Level, records[0].Source, records[0].TimeUs));
            Assert.Equal("{\"_PID\":\"7\",\"CODE_LINE\":\"4\",\"SYSLOG_IDENTIFIER\":\"app\"}", FieldsText.Of(records[0].Fields, 1000));
            Assert.Equal(("app", 6), (records[1].Source, records[1].Level));
            Assert.Equal("s=1;i=6", entry.TakenCursor);
        }
    }

    [Fact]
    public void Nothing_that_comes_is_an_exception_or_grows() =>
        Gen.Byte.Array[0, 2000].Sample(
            bytes =>
            {
                // A length that noise claims would be waited for: it is the pipe of our own child, and ends with it.
                _ = Read(new MemoryStream(bytes), new JournalEntry(_fixture.Intake(_store)));
            }, iter: 2000, threads: 1);

    private static List<LogRecord> Read(Stream stream, JournalEntry entry)
    {
        var export = new JournalExport(stream, entry);
        var records = new List<LogRecord>();
        do
        {
            while (export.TryRead(out var record))
            {
                records.Add(record);
            }
        }
        while (export.FillAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult());
        return records;
    }

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Binary(string name, string value)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, value.Length);
        return [.. Text(name + "\n"), .. length, .. Text(value + "\n")];
    }
}
