using System.Buffers;
using System.Text;
using MessagePack;

namespace Fleet.Protocol.Wire;

/// <summary>
/// Checked reads of MessagePack from a peer that may lie. Every failure is a <see cref="ProtocolException"/> that names the field and the
/// byte offset; nothing is allocated from a length that the remaining bytes do not bear out, and nothing recurses.
/// </summary>
internal static class CheckedReader
{
    /// <summary>Of ids: of boots, crashes, log files.</summary>
    public const int IdBytes = 16;

    private static readonly SearchValues<char> ControlCharacters =
        SearchValues.Create([.. Enumerable.Range(0, 256).Select(c => (char)c).Where(char.IsControl)]);

    /// <summary>What texts of several lines may not hold.</summary>
    private static readonly SearchValues<char> NonTextCharacters =
        SearchValues.Create([.. Enumerable.Range(0, 256).Select(c => (char)c).Where(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t' or '\e'))]);

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public delegate T Read<out T>(ref MessagePackReader reader);

    public delegate T Read<in TArgument, out T>(ref MessagePackReader reader, TArgument argument);

    /// <summary>Runs <paramref name="read"/> over <paramref name="bytes"/> and turns whatever the MessagePack library throws into a <see cref="ProtocolException"/>.</summary>
    public static T Guard<T>(ReadOnlyMemory<byte> bytes, string what, Read<T> read)
    {
        var reader = new MessagePackReader(bytes);
        return Guard(ref reader, what, read, static (ref reader, read) => read(ref reader));
    }

    /// <summary>The same for a part of what <paramref name="reader"/> is at.</summary>
    public static T Guard<TArgument, T>(ref MessagePackReader reader, string what, TArgument argument, Read<TArgument, T> read)
    {
        try
        {
            return read(ref reader, argument);
        }
        catch (EndOfStreamException e)
        {
            throw new ProtocolException($"{what}: ends at byte {reader.Sequence.Length}, in the middle of a value", e);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // How the library meets a length of 2^31 and more.
            throw new ProtocolException($"{what}: a value near byte {reader.Consumed} is longer than all bytes that are left", e);
        }
        catch (Exception e) when (e is MessagePackSerializationException or OverflowException)
        {
            throw new ProtocolException($"{what}: not the expected MessagePack at byte {reader.Consumed}: {e.Message}", e);
        }
    }

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

    public static ulong UInt64(ref MessagePackReader reader, string field)
    {
        var at = reader.Consumed;
        if (reader.NextMessagePackType != MessagePackType.Integer)
        {
            throw Wrong(field, at, $"expected an integer, found {reader.NextMessagePackType}");
        }

        try
        {
            return reader.ReadUInt64();
        }
        catch (OverflowException)
        {
            throw Wrong(field, at, "a negative integer");
        }
    }

    /// <summary>
    /// A time or a span in milliseconds. Clocks are repaired and not refused, so what no calendar holds becomes the nearest that one does:
    /// 0 to <see cref="ProtocolLimits.MaxMilliseconds"/>.
    /// </summary>
    public static long Milliseconds(ref MessagePackReader reader, string field)
    {
        if (reader.NextMessagePackType == MessagePackType.Integer && reader.NextCode == MessagePackCode.UInt64)
        {
            return (long)Math.Min(reader.ReadUInt64(), (ulong)ProtocolLimits.MaxMilliseconds);
        }

        return Math.Clamp(Int64(ref reader, field), 0, ProtocolLimits.MaxMilliseconds);
    }

    public static bool Boolean(ref MessagePackReader reader, string field) =>
        reader.NextMessagePackType == MessagePackType.Boolean
            ? reader.ReadBoolean()
            : throw Wrong(field, reader.Consumed, $"expected a boolean, found {reader.NextMessagePackType}");

    public static string Text(ref MessagePackReader reader, string field, int atMost, bool mayBeEmpty = false)
    {
        var at = reader.Consumed;
        var text = Text(ref reader, field, atMost, ControlCharacters);
        return text.Length > 0 || mayBeEmpty ? text : throw Wrong(field, at, "empty");
    }

    /// <summary>Text of several lines, as programs write it for people: line ends, tabs and escapes are part of it. May be empty.</summary>
    public static string Lines(ref MessagePackReader reader, string field, int atMost) => Text(ref reader, field, atMost, NonTextCharacters);

    private static string Text(ref MessagePackReader reader, string field, int atMost, SearchValues<char> forbidden)
    {
        var at = reader.Consumed;
        if (reader.NextMessagePackType != MessagePackType.String)
        {
            throw Wrong(field, at, $"expected a string, found {reader.NextMessagePackType}");
        }

        // Always one segment: the reader is over one block of memory.
        reader.TryReadStringSpan(out var bytes);
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

        var control = text.AsSpan().IndexOfAny(forbidden);
        return control < 0 ? text : throw Wrong(field, at, $"control character U+{(int)text[control]:X4}");
    }

    /// <summary>An id: binary of <see cref="IdBytes"/>.</summary>
    public static Guid Id(ref MessagePackReader reader, string field)
    {
        var at = reader.Consumed;
        var bytes = Bytes(ref reader, field, IdBytes);
        return bytes.Length == IdBytes
            ? new Guid(bytes.Span, bigEndian: true)
            : throw Wrong(field, at, $"{bytes.Length} bytes, {IdBytes} expected");
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

    /// <summary>Skips one value of any type, nested up to <see cref="ProtocolLimits.MaxDepth"/>, without recursion.</summary>
    public static void Skip(ref MessagePackReader reader)
    {
        Span<long> pending = stackalloc long[ProtocolLimits.MaxDepth + 1];
        pending[0] = 1;
        for (var depth = 0; depth >= 0;)
        {
            if (pending[depth]-- == 0)
            {
                depth--;
                continue;
            }

            var at = reader.Consumed;
            var elements = SkipHeader(ref reader);
            if (elements > 0)
            {
                depth = depth < ProtocolLimits.MaxDepth
                    ? depth + 1
                    : throw new ProtocolException(RejectionCode.TooLarge, $"byte {at}: nested deeper than {ProtocolLimits.MaxDepth}");
                pending[depth] = elements;
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

    /// <summary>
    /// Refuses a second value for a key of a map: which one counts must not depend on who reads. Keys from 64 on are newer than this side
    /// and skipped as often as they come.
    /// </summary>
    public static void ExpectFirst(ref MessagePackReader reader, string what, long key, ref ulong seen)
    {
        if (key is < 0 or > 63)
        {
            return;
        }

        var bit = 1UL << (int)key;
        seen = (seen & bit) == 0 ? seen | bit : throw Wrong(what, reader.Consumed, $"key {key} is there twice");
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

    /// <returns>How many values follow that belong to the one skipped.</returns>
    private static long SkipHeader(ref MessagePackReader reader)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Array:
                return reader.ReadArrayHeader();
            case MessagePackType.Map:
                return 2L * reader.ReadMapHeader();
            default:
                reader.Skip();
                return 0;
        }
    }

    private static double IntegerAsDouble(ref MessagePackReader reader) =>
        reader.NextCode == MessagePackCode.UInt64 ? reader.ReadUInt64() : reader.ReadInt64();
}
