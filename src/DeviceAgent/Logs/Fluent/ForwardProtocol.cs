using System.Text;
using Fleet.DeviceAgent.Logs.Fluent.Gzip;
using Fleet.DeviceAgent.Logs.Network;
using Fleet.DeviceAgent.Logs.Records;
using MessagePack;

namespace Fleet.DeviceAgent.Logs.Fluent;

/// <summary>
/// The server's side of the <see href="https://github.com/fluent/fluentd/wiki/Forward-Protocol-Specification-v1">forward protocol</see>: Message, Forward, PackedForward
/// and CompressedPackedForward, with acknowledgements; without the handshake of a shared key.
/// <code>
/// [tag, time, record, option?]     [tag, [entry ...], option?]     [tag, text or binary of entries, perhaps in gzip, option?]
/// </code>
/// Entries are taken as they come, so that a message may be larger than the memory. An acknowledgement is sent once its entries are written to a file; those of a
/// burst share one write.
/// </summary>
internal sealed class ForwardProtocol(LogIntake intake) : ILogProtocol
{
    private const string Name = "logs.forward";

    /// <summary>Of one message, decompressed: fluentd's chunks hold 8 MB by default.</summary>
    private const long MaxDecompressedBytes = 64 * 1024 * 1024;

    public async Task<bool> ServeAsync(Stream peer, CancellationToken stop)
    {
        var owed = new OwedAcknowledgements(peer, intake, stop);
        var feed = new MessagePackFeed(peer, owed.PayAsync);
        var entries = new FluentEntries(intake, Name);
        while (await feed.PeekAsync(stop) is { } code)
        {
            if (!IsArray(code) || await feed.ReadLengthAsync(stop) is not { } elements || elements is < 2 or > 4)
            {
                intake.Malformed(Name, [code]);
                return false;
            }

            if (await feed.ReadValueAsync(stop) != FeedResult.Value || TextOf(feed.Value) is not { } tag)
            {
                return false;
            }

            if (await TakeAsync(feed, entries, tag, elements, stop) is not { } taken)
            {
                return false;
            }

            for (elements -= taken; elements > 0; elements--)
            {
                if (await feed.ReadValueAsync(stop) is not (FeedResult.Value or FeedResult.TooLong))
                {
                    return false;
                }

                if (ChunkOf(feed.Value) is { } chunk)
                {
                    await owed.AddAsync(chunk);
                }
            }
        }

        await owed.PayAsync();
        return true;
    }

    /// <returns>How many elements of the message it took, the tag included; null when the rest cannot be read.</returns>
    private async ValueTask<int?> TakeAsync(MessagePackFeed feed, FluentEntries entries, string tag, long elements, CancellationToken stop)
    {
        if (await feed.PeekAsync(stop) is not { } code)
        {
            return null;
        }

        if (IsArray(code))
        {
            for (var left = await feed.ReadLengthAsync(stop); left > 0; left--)
            {
                if (!await TakeEntryAsync(feed, entries, tag, stop))
                {
                    return null;
                }
            }

            return 2;
        }

        if (IsTextOrBinary(code))
        {
            if (await feed.ReadLengthAsync(stop) is not { } length)
            {
                return null;
            }

            var packed = new PackedStream(feed, length);
            await UnpackAsync(packed, length > 1 && await feed.EnsureAsync(2, stop) && await feed.PeekAsync(stop) == 0x1f, entries, tag, stop);
            await packed.DrainAsync(stop);
            return packed.IsShort ? null : 2;
        }

        if (elements < 3 || await feed.ReadValueAsync(stop) is not FeedResult.Value)
        {
            return null;
        }

        var time = TimeOf(feed.Value);
        switch (await feed.ReadValueAsync(stop))
        {
            case FeedResult.Value:
                entries.Take(time, feed.Value, tag);
                return 3;
            case FeedResult.TooLong:
                intake.Malformed(Name, "a record that is too long"u8);
                return 3;
            default:
                return null;
        }
    }

    /// <param name="packed">The entries.</param>
    /// <param name="isCompressed">Told by gzip's first byte, which no entry begins with: the option that says it comes behind.</param>
    private async Task UnpackAsync(PackedStream packed, bool isCompressed, FluentEntries entries, string tag, CancellationToken stop)
    {
        var inner = new MessagePackFeed(isCompressed ? new GunzipStream(packed) : packed);
        try
        {
            long bytes = 0;
            while (bytes <= MaxDecompressedBytes && await TakeEntryAsync(inner, entries, tag, stop))
            {
                bytes += inner.Value.Length;
            }

            if (bytes > MaxDecompressedBytes)
            {
                intake.Malformed(Name, "more than 64 MiB in one message"u8);
            }
        }
        catch (InvalidDataException)
        {
            intake.Malformed(Name, "entries that are not whole gzip"u8);
        }
    }

    /// <returns>False at the end, and where no entry can be found any more.</returns>
    private async ValueTask<bool> TakeEntryAsync(MessagePackFeed feed, FluentEntries entries, string tag, CancellationToken stop)
    {
        switch (await feed.ReadValueAsync(stop))
        {
            case FeedResult.Value:
                entries.Take(feed.Value, tag);
                return true;
            case FeedResult.TooLong:
                intake.Malformed(Name, "a record that is too long"u8);
                return true;
            case FeedResult.Broken:
                intake.Malformed(Name, "entries that are no MessagePack"u8);
                return false;
            default:
                return false;
        }
    }

    private static bool IsArray(byte code) => code is (>= 0x90 and <= 0x9f) or 0xdc or 0xdd;

    private static bool IsTextOrBinary(byte code) => code is (>= 0xa0 and <= 0xbf) or (>= 0xd9 and <= 0xdb) or (>= 0xc4 and <= 0xc6);

    private static string? TextOf(ReadOnlyMemory<byte> value)
    {
        var reader = new MessagePackReader(value);
        return reader.NextMessagePackType switch
        {
            MessagePackType.String => reader.ReadString(),
            MessagePackType.Binary => Encoding.UTF8.GetString(reader.ReadBytes()!.Value),
            _ => null,
        };
    }

    private static long? TimeOf(ReadOnlyMemory<byte> value)
    {
        var reader = new MessagePackReader(value);
        return EventTime.Read(ref reader);
    }

    /// <summary>The value of <c>chunk</c> in an option, as it came.</summary>
    private static ReadOnlyMemory<byte>? ChunkOf(ReadOnlyMemory<byte> option)
    {
        var reader = new MessagePackReader(option);
        if (reader.NextMessagePackType != MessagePackType.Map)
        {
            return null;
        }

        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            var key = FieldsWriter.KeyOf(ref reader);
            var start = (int)reader.Consumed;
            reader.Skip();
            if (key == "chunk")
            {
                return option[start..(int)reader.Consumed];
            }
        }

        return null;
    }
}
