using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Net.Sockets;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs.Fluent;
using Fleet.DeviceAgent.Logs.Network;
using Fleet.DeviceAgent.Logs.Records;
using Fleet.DeviceAgent.Logs.Store;
using Fleet.Protocol.Logs;
using MessagePack;

namespace Fleet.DeviceAgent.Tests.Logs.Fluent;

public sealed class FluentProtocolTests : IDisposable
{
    private readonly LogFixture _fixture = new();
    private readonly LogStore _store;

    public FluentProtocolTests() => _store = _fixture.Open();

    public void Dispose()
    {
        _store.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task Records_of_fluent_bit_are_taken_in_each_of_their_forms()
    {
        var records = await FluentBitAsync(Encode((ref writer) =>
        {
            Entry(ref writer, (ref time) => time.Write(1_700_000_001), "integer");
            Entry(ref writer, (ref time) => time.Write(1_700_000_002.5), "float");
            Entry(ref writer, EventTime(1_700_000_003, 5000), "event time");
            Entry(ref writer, (ref time) =>
            {
                time.WriteArrayHeader(2);
                EventTime(1_700_000_004, 0)(ref time);
                time.WriteMapHeader(0);
            }, "with metadata");
            Entry(ref writer, (ref time) =>
            {
                time.WriteArrayHeader(2);
                time.Write(1_700_000_005);
                time.WriteMapHeader(1);
                time.Write("k");
                time.Write(true);
            }, "with more");
            Entry(ref writer, (ref time) => time.Write("no time"), "strange time");
        }));
        Assert.Equal(["integer", "float", "event time", "with metadata", "with more", "strange time"], records.Select(record => record.Message));
        Assert.Equal([1_000_000, 2_500_000, 3_000_005, 4_000_000, 5_000_000, 0], records.Select(record => record.TimeUs - 1_700_000_000_000_000));
        Assert.Equal("{\"metadata\":{\"k\":true}}", FieldsText.Of(records[4].Fields, 100));
    }

    [Theory]
    [InlineData("MESSAGE", "PRIORITY", "_SYSTEMD_UNIT")]
    [InlineData("message", "level", "SYSLOG_IDENTIFIER")]
    [InlineData("log", "severity", "tag")]
    [InlineData("msg", "level", "program")]
    public async Task The_known_names_become_message_level_and_source(string message, string level, string source)
    {
        var records = await FluentBitAsync(Encode((ref writer) =>
        {
            writer.WriteArrayHeader(2);
            writer.Write(1_700_000_000);
            writer.WriteMapHeader(4);
            writer.Write(source);
            writer.Write("app.service");
            writer.Write(level);
            writer.Write(level == "PRIORITY" ? "3" : "Error");
            writer.Write(message);
            writer.Write("hello");
            writer.Write("other");
            writer.Write(1);
        }));
        var record = Assert.Single(records);
        Assert.Equal(("hello", 3, "app.service", "{\"other\":1}"), (record.Message, record.Level, record.Source, FieldsText.Of(record.Fields, 100)));
    }

    [Fact]
    public async Task Odd_types_are_kept_as_they_are()
    {
        Write[] odd =
        [
            (ref writer) => writer.Write(true),
            (ref writer) => writer.WriteNil(),
            (ref writer) => writer.Write(42),
            (ref writer) => writer.Write(1.5),
            (ref writer) => writer.WriteArrayHeader(0),
            (ref writer) =>
            {
                writer.WriteMapHeader(1);
                writer.Write("a");
                writer.WriteNil();
            },
        ];
        var records = await FluentBitAsync(Encode((ref writer) =>
        {
            foreach (var value in odd)
            {
                writer.WriteArrayHeader(2);
                writer.Write(1_700_000_000);
                writer.WriteMapHeader(2);
                writer.Write("MESSAGE");
                value(ref writer);
                writer.Write("level");
                value(ref writer);
            }

            // A record that is no map, and keys that are no texts.
            writer.WriteArrayHeader(2);
            writer.Write(1);
            writer.Write("text");
            writer.WriteArrayHeader(2);
            writer.Write(1);
            writer.WriteMapHeader(2);
            writer.Write(7);
            writer.Write("seven");
            writer.WriteNil();
            writer.Write("nothing");
        }));
        string[] values = ["true", "null", "42", "1.5", "[]", "{\"a\":null}"];
        Assert.Equal(
            [.. values.Select(value => $"{{\"MESSAGE\":{value},\"level\":{value}}}"), "{\"record\":\"text\"}", "{\"7\":\"seven\",\"Nil\":\"nothing\"}"],
            records.Select(record => FieldsText.Of(record.Fields, 1000)));
        Assert.All(records, record => Assert.Equal(("", 6), (record.Message, record.Level)));
        Assert.Equal(0, _fixture.Counters[AgentCounter.LogMalformed]);
    }

    [Fact]
    public async Task What_is_nested_too_deep_or_too_large_is_left_out_and_counted()
    {
        var records = await FluentBitAsync(Encode((ref writer) =>
        {
            writer.WriteArrayHeader(2);
            writer.Write(1_700_000_000);
            writer.WriteMapHeader(4);
            writer.Write("deep");
            for (var i = 0; i < 20; i++)
            {
                writer.WriteArrayHeader(1);
            }

            writer.Write(1);
            writer.Write("large");
            writer.Write(new string('x', 100_000));
            writer.Write("n");
            writer.Write(1);
            writer.Write("message");
            writer.Write("kept");
        }));
        var record = Assert.Single(records);
        Assert.Equal(("kept", "{\"n\":1}"), (record.Message, FieldsText.Of(record.Fields, 1000)));
        Assert.Equal(1, _fixture.Counters[AgentCounter.LogLinesCut]);
    }

    [Fact]
    public async Task Several_connections_at_once_lose_nothing()
    {
        using var listener = new ListenerFixture(intake => new FluentBitProtocol(intake));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async connection =>
        {
            using var client = new TcpClient();
            await client.ConnectAsync(listener.EndPoint);
            for (var i = 0; i < 100; i++)
            {
                await client.GetStream().WriteAsync(Encode((ref writer) => Entry(ref writer, (ref time) => time.Write(1), $"{connection}/{i}")));
            }
        }));
        var records = await listener.WaitForAsync(800);
        foreach (var connection in records.GroupBy(record => record.Message.Split('/')[0]))
        {
            Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{connection.Key}/{i}"), connection.Select(record => record.Message));
        }
    }

    [Fact]
    public async Task When_all_places_are_taken_the_silent_connection_gives_way()
    {
        using var listener = new ListenerFixture(intake => new FluentBitProtocol(intake));
        var clients = new List<TcpClient>();
        for (var i = 0; i < LogTcpListener.MaxConnections + 1; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(listener.EndPoint);
            await client.GetStream().WriteAsync(Encode((ref writer) => Entry(ref writer, (ref time) => time.Write(1), "hello")));
            await listener.WaitForAsync(i + 1);
            clients.Add(client);
        }

        Assert.Equal(1, listener.Counters[AgentCounter.LogConnectionsDropped]);
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task A_gzip_bomb_and_broken_gzip_are_counted_and_the_connection_goes_on()
    {
        using var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.Fastest, leaveOpen: true))
        {
            // One text that never ends: 200 MB of it.
            await gzip.WriteAsync(new byte[] { 0xdb, 0x40, 0, 0, 0 });
            var piece = new byte[1024 * 1024];
            for (var i = 0; i < 200; i++)
            {
                await gzip.WriteAsync(piece);
            }
        }

        // All that is read is there, so nothing hops between threads.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var peer = new DuplexStream(Encode((ref writer) =>
        {
            Packed(ref writer, bomb.ToArray());
            Packed(ref writer, [0x1f, 0x8b, 1, 2, 3, 4]);
            Packed(ref writer, [0xc1, 0xc1]);
            Packed(ref writer, Encode((ref inner) => Entry(ref inner, (ref time) => time.Write(1), "good")));
        }));
        Assert.True(await new ForwardProtocol(_fixture.Intake(_store)).ServeAsync(peer, TestContext.Current.CancellationToken));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 16 * 1024 * 1024);
        _store.Flush();
        Assert.Equal("good", Assert.Single(_fixture.Records()).Message);
        Assert.Equal(2, _fixture.Counters[AgentCounter.LogMalformed]);
        Assert.Equal(4 * 10, peer.Written.Length);
    }

    [Fact]
    public async Task An_acknowledgement_means_that_the_lines_are_in_a_file()
    {
        var peer = new DuplexStream(Encode((ref writer) => Packed(ref writer, Encode((ref inner) => Entry(ref inner, (ref time) => time.Write(1), "kept")))));
        peer.Writing = () => Assert.Equal("kept", Assert.Single(_fixture.Records()).Message);
        Assert.True(await new ForwardProtocol(_fixture.Intake(_store)).ServeAsync(peer, TestContext.Current.CancellationToken));
        Assert.Equal(Encode((ref writer) =>
        {
            writer.WriteMapHeader(1);
            writer.Write("ack");
            writer.Write("id-k");
        }), peer.Written);
    }

    [Fact]
    public async Task Acknowledgements_of_a_burst_share_the_writing_of_the_log()
    {
        const int Messages = OwedAcknowledgements.MaxOwed + 10;
        var writes = 0;
        var peer = new DuplexStream(Encode((ref writer) =>
        {
            for (var i = 0; i < Messages; i++)
            {
                writer.WriteArrayHeader(4);
                writer.Write("tag");
                writer.Write(1);
                writer.WriteMapHeader(1);
                writer.Write("message");
                writer.Write($"line {i}");
                writer.WriteMapHeader(1);
                writer.Write("chunk");
                writer.Write($"id-{i}");
            }
        }))
        {
            Writing = () => Assert.Equal(++writes == 1 ? OwedAcknowledgements.MaxOwed : Messages, _fixture.Records().Count),
        };
        Assert.True(await new ForwardProtocol(_fixture.Intake(_store)).ServeAsync(peer, TestContext.Current.CancellationToken));
        Assert.Equal(2, writes);
        Assert.Equal(
            Encode((ref writer) =>
            {
                for (var i = 0; i < Messages; i++)
                {
                    writer.WriteMapHeader(1);
                    writer.Write("ack");
                    writer.Write($"id-{i}");
                }
            }),
            peer.Written);
    }

    [Fact]
    public async Task A_peer_that_pauses_in_the_middle_of_a_message_has_its_acknowledgements_of_those_before()
    {
        using var listener = new ListenerFixture(intake => new ForwardProtocol(intake));
        using var client = new TcpClient();
        await client.ConnectAsync(listener.EndPoint);
        var message = Encode((ref writer) => Packed(ref writer, Encode((ref inner) => Entry(ref inner, (ref time) => time.Write(1), "kept"))));
        await client.GetStream().WriteAsync(message.Concat(message[..5]).ToArray(), TestContext.Current.CancellationToken);
        await client.GetStream().ReadExactlyAsync(new byte[10], TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(message.AsMemory(5), TestContext.Current.CancellationToken);
        await client.GetStream().ReadExactlyAsync(new byte[10], TestContext.Current.CancellationToken);
        Assert.Equal(2, listener.Counters[AgentCounter.LogLines]);
    }

    private async Task<List<LogRecord>> FluentBitAsync(byte[] bytes)
    {
        Assert.True(await new FluentBitProtocol(_fixture.Intake(_store)).ServeAsync(new PieceStream(bytes, 7), TestContext.Current.CancellationToken));
        _store.Flush();
        return _fixture.Records();
    }

    private static void Packed(ref MessagePackWriter writer, byte[] entries)
    {
        writer.WriteArrayHeader(3);
        writer.Write("tag");
        writer.Write(entries);
        writer.WriteMapHeader(2);
        writer.Write("compressed");
        writer.Write("gzip");
        writer.Write("chunk");
        writer.Write("id-k");
    }

    private static void Entry(ref MessagePackWriter writer, Write time, string message)
    {
        writer.WriteArrayHeader(2);
        time(ref writer);
        writer.WriteMapHeader(1);
        writer.Write("message");
        writer.Write(message);
    }

    private static Write EventTime(uint seconds, uint nanoseconds) => (ref writer) =>
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, seconds);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), nanoseconds);
        writer.WriteExtensionFormat(new ExtensionResult(0, new ReadOnlySequence<byte>(bytes)));
    };

    private static byte[] Encode(Write write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        write(ref writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private delegate void Write(ref MessagePackWriter writer);

    /// <summary>A peer whose bytes are there, and that keeps what it is told.</summary>
    private sealed class DuplexStream(byte[] bytes) : MemoryStream(bytes)
    {
        private readonly List<byte> _written = [];

        public byte[] Written => [.. _written];

        public Action? Writing { get; set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writing?.Invoke();
            _written.AddRange(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
