using System.Buffers;
using System.Text;
using MessagePack;

namespace Fleet.Protocol.Wire;

/// <summary>
/// Checked reads of MessagePack from a peer that may lie. Every failure is a <see cref="ProtocolException"/> that names the field and the
/// byte offset; nothing is allocated from a length that the remaining bytes do not bear out, and nothing recurses.
/// </summary>
internal static class WireReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Runs <paramref name="read"/> over <paramref name="bytes"/> and turns whatever the MessagePack library throws into a <see cref="ProtocolException"/>.</summary>
    public static T Guard<T>(ReadOnlyMemory<byte> bytes, string what, Read<T> read)
    {
        var reader = new MessagePackReader(bytes);
        try
        {
            return read(ref reader);
        }
        catch (EndOfStreamException e)
        {
            throw new ProtocolException($"{what}: ends at byte {bytes.Length}, in the middle of a value", e);
        }
        catch (Exception e) when (e is MessagePackSerializationException or OverflowException or InvalidOperationException or ArgumentException)
        {
            throw new ProtocolException($"{what}: not the expected MessagePack at byte {reader.Consumed}: {e.Message}", e);
        }
    }

    public delegate T Read<out T>(ref MessagePackReader reader);

    public static int ArrayHeader(ref MessagePackReader reader, string field, int atLeast, int atMost = int.MaxValue)
    {
        var at = reader.Consumed;
        if (reader.NextMessagePackType != MessagePackType.Array)
        {
            throw Wrong(field, at, $"expected an array, found {reader.NextMessagePackType}");
        }

        var count = reader.ReadArrayHeader();
        if (count < atLeast)
        {
            throw Wrong(field, at, $"{count} elements, at least {atLeast} expected");
        }

        return count <= atMost
            ? count
            : throw new ProtocolException(RejectionCode.TooLarge, $"{field} at byte {at}: {count} elements, at most {atMost} allowed");
    }

    public static int MapHeader(ref MessagePackReader reader, string field)
    {
        var at = reader.Consumed;
        return reader.NextMessagePackType == MessagePackType.Map
            ? reader.ReadMapHeader()
            : throw Wrong(field, at, $"expected a map, found {reader.NextMessagePackType}");
    }

    public static long Int64(ref MessagePackReader reader, string field, long atLeast = long.MinValue, long atMost = long.MaxValue)
    {
        var at = reader.Consumed;
        if (reader.NextMessagePackType != MessagePackType.Integer)
        {
            throw Wrong(field, at, $"expected an integer, found {reader.NextMessagePackType}");
        }

        long value;
        try
        {
            value = reader.ReadInt64();
        }
        catch (OverflowException)
        {
            throw Wrong(field, at, "integer above 2^63-1");
        }

        return value >= atLeast && value <= atMost
            ? value
            : throw new ProtocolException(RejectionCode.InvalidValue, $"{field} at byte {at}: {value} is not between {atLeast} and {atMost}");
    }

    public static string Text(ref MessagePackReader reader, string field, int atMost, bool mayBeEmpty = false)
    {
        var at = reader.Consumed;
        if (reader.NextMessagePackType != MessagePackType.String)
        {
            throw Wrong(field, at, $"expected a string, found {reader.NextMessagePackType}");
        }

        var bytes = reader.ReadStringSequence() ?? ReadOnlySequence<byte>.Empty;
        if (bytes.Length > 4L * atMost)
        {
            throw TooLong(field, at, atMost);
        }

        string text;
        try
        {
            text = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Wrong(field, at, "not valid UTF-8");
        }

        if (text.Length > atMost)
        {
            throw TooLong(field, at, atMost);
        }

        foreach (var c in text)
        {
            if (char.IsControl(c))
            {
                throw Wrong(field, at, $"control character U+{(int)c:X4}");
            }
        }

        return text.Length > 0 || mayBeEmpty ? text : throw Wrong(field, at, "empty");
    }

    /// <summary>A slice of the frame itself: no copy.</summary>
    public static ReadOnlyMemory<byte> Bytes(ref MessagePackReader reader, string field, int atMost)
    {
        var at = reader.Consumed;
        if (reader.NextMessagePackType != MessagePackType.Binary)
        {
            throw Wrong(field, at, $"expected binary, found {reader.NextMessagePackType}");
        }

        var bytes = reader.ReadBytes() ?? ReadOnlySequence<byte>.Empty;
        if (bytes.Length > atMost)
        {
            throw new ProtocolException(RejectionCode.TooLarge, $"{field} at byte {at}: {bytes.Length} bytes, at most {atMost} allowed");
        }

        return bytes.IsSingleSegment ? bytes.First : bytes.ToArray();
    }

    /// <summary>An integer, float or double; NaN and infinities are refused.</summary>
    public static double Number(ref MessagePackReader reader, string field)
    {
        var at = reader.Consumed;
        var value = reader.NextMessagePackType switch
        {
            MessagePackType.Integer => IntegerAsDouble(ref reader),
            MessagePackType.Float => reader.ReadDouble(),
            var other => throw Wrong(field, at, $"expected a number, found {other}"),
        };

        return double.IsFinite(value)
            ? value
            : throw new ProtocolException(RejectionCode.InvalidValue, $"{field} at byte {at}: {value} is not a finite number");
    }

    /// <summary>Skips one value of any type and nesting without recursion.</summary>
    public static void Skip(ref MessagePackReader reader)
    {
        for (long pending = 1; pending > 0; pending--)
        {
            switch (reader.NextMessagePackType)
            {
                case MessagePackType.Array:
                    pending += reader.ReadArrayHeader();
                    break;
                case MessagePackType.Map:
                    pending += 2L * reader.ReadMapHeader();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    /// <summary>Skips the elements that a newer peer added behind those that this side knows.</summary>
    public static void SkipRest(ref MessagePackReader reader, int count, int known)
    {
        for (var i = known; i < count; i++)
        {
            Skip(ref reader);
        }
    }

    /// <summary>Refuses bytes behind the value: they would be lost without a word.</summary>
    public static void ExpectEnd(ref MessagePackReader reader, string what)
    {
        if (!reader.End)
        {
            throw new ProtocolException($"{what}: bytes follow the value, from byte {reader.Consumed}");
        }
    }

    public static ProtocolException Wrong(string field, long at, string problem) => new($"{field} at byte {at}: {problem}");

    private static ProtocolException TooLong(string field, long at, int atMost) =>
        new(RejectionCode.TooLarge, $"{field} at byte {at}: longer than {atMost} characters");

    private static double IntegerAsDouble(ref MessagePackReader reader) =>
        reader.NextCode == MessagePackCode.UInt64 ? reader.ReadUInt64() : reader.ReadInt64();
}
