using System.Buffers;
using CsCheck;
using Fleet.DeviceAgent.Logs.Fluent;
using Fleet.DeviceAgent.Logs.Records;
using MessagePack;

namespace Fleet.DeviceAgent.Tests.Logs.Fluent;

public sealed class MessagePackFeedTests
{
    private static readonly Gen<byte[]> Scalar = Gen.OneOf(
        Gen.Long.Select(value => Encode((ref writer) => writer.Write(value))),
        Gen.Double.Select(value => Encode((ref writer) => writer.Write(value))),
        Gen.Bool.Select(value => Encode((ref writer) => writer.Write(value))),
        Gen.String[0, 300].Select(value => Encode((ref writer) => writer.Write(value))),
        Gen.Byte.Array[0, 300].Select(value => Encode((ref writer) => writer.Write(value))),
        Gen.Byte.Array[0, 20].Select(value => Encode((ref writer) => writer.WriteExtensionFormat(new ExtensionResult(5, new ReadOnlySequence<byte>(value))))));

    /// <summary>Any value, nested up to three deep.</summary>
    private static readonly Gen<byte[]> AnyValue = Gen.Recursive<byte[]>((depth, inner) => depth >= 3 ? Scalar : Gen.OneOf(Scalar, Container(inner)));

    [Fact]
    public void Each_value_comes_back_whole_however_the_bytes_arrive() =>
        Gen.Select(AnyValue.Array[1, 10], Gen.Int[1, 50]).Sample((values, piece) =>
        {
            var feed = new MessagePackFeed(new PieceStream([.. values.SelectMany(value => value)], piece));
            foreach (var value in values)
            {
                Assert.Equal(FeedResult.Value, feed.ReadValueAsync(default).AsTask().GetAwaiter().GetResult());
                Assert.Equal(value, feed.Value.ToArray());
            }

            Assert.Equal(FeedResult.End, feed.ReadValueAsync(default).AsTask().GetAwaiter().GetResult());
        }, iter: 2000);

    [Fact]
    public void The_scanner_agrees_with_the_reader_on_any_bytes() =>
        Gen.Byte.Array[1, 40].Sample(bytes =>
        {
            var scanner = new MessagePackScanner();
            var isWhole = scanner.Scan(bytes, out var used);
            try
            {
                var reader = new MessagePackReader(bytes);
                reader.Skip();

                // The reader takes counts of 2^31 and more for none.
                Assert.True(!isWhole || used == reader.Consumed, Convert.ToHexString(bytes));
            }
            catch (Exception e) when (e is EndOfStreamException or MessagePackSerializationException or ArgumentOutOfRangeException or OverflowException)
            {
                Assert.False(isWhole, Convert.ToHexString(bytes));
            }
        }, iter: 100_000);

    [Fact]
    public async Task A_value_that_is_too_long_is_skipped_and_the_next_one_read()
    {
        var bytes = Encode((ref writer) =>
        {
            writer.Write(new string('x', 3 * MessagePackFeed.MaxValueBytes));
            writer.Write(new string('y', MessagePackFeed.MaxValueBytes / 2));
            writer.Write(1);
        });
        var feed = new MessagePackFeed(new PieceStream(bytes, 5000));
        Assert.Equal(FeedResult.TooLong, await feed.ReadValueAsync(default));
        Assert.Equal(FeedResult.Value, await feed.ReadValueAsync(default));
        Assert.Equal((MessagePackFeed.MaxValueBytes / 2) + 5, feed.Value.Length);
        Assert.Equal(FeedResult.Value, await feed.ReadValueAsync(default));
        Assert.Equal([1], feed.Value.ToArray());
    }

    [Fact]
    public async Task Containers_that_open_for_ever_break_the_connection_and_not_the_agent()
    {
        var feed = new MessagePackFeed(new MemoryStream([.. Enumerable.Repeat((byte)0x91, 100_000)]));
        Assert.Equal(FeedResult.Broken, await feed.ReadValueAsync(default));
    }

    private static Gen<byte[]> Container(Gen<byte[]> inner) => Gen.Select(inner.Array[0, 6], Gen.Bool).Select((values, isMap) => Encode((ref writer) =>
    {
        if (isMap)
        {
            writer.WriteMapHeader(values.Length / 2);
        }
        else
        {
            writer.WriteArrayHeader(values.Length);
        }

        foreach (var value in values.Take(isMap ? values.Length / 2 * 2 : values.Length))
        {
            writer.WriteRaw(value);
        }
    }));

    private static byte[] Encode(Write write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        write(ref writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private delegate void Write(ref MessagePackWriter writer);
}
