using MessagePack;

namespace Fleet.Domain.Traces;

/// <summary>Parts of a stored trace, none of them believed.</summary>
internal static class TraceReading
{
    public static string[] Texts(ref MessagePackReader reader, string what, int atMost)
    {
        var texts = new string[Count(ref reader, what, atMost)];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = Text(ref reader, TraceLimits.MaxText);
        }

        return texts;
    }

    public static string Text(ref MessagePackReader reader, int atMost) => Bounded(ref reader, reader.ReadString(), atMost);

    /// <summary>One of these texts.</summary>
    public static string TextOf(ref MessagePackReader reader, string[] texts, int atMost) => Bounded(ref reader, texts[Index(ref reader, texts.Length)], atMost);

    public static int Index(ref MessagePackReader reader, int count) =>
        reader.ReadInt32() is var index && (uint)index < (uint)count ? index : throw new InvalidDataException($"near byte {reader.Consumed}: {index} is not one of {count}");

    /// <summary>How long an array is. The library has checked that as many bytes follow, so that no length allocates more than its input.</summary>
    public static int Count(ref MessagePackReader reader, string what, int atMost) =>
        reader.ReadArrayHeader() is var count && count <= atMost ? count : throw new InvalidDataException($"{count} {what}, at most {atMost} allowed");

    /// <summary>How many there are in an array that holds <paramref name="each"/> elements of each.</summary>
    public static int CountOf(ref MessagePackReader reader, string what, int each, int atMost)
    {
        var elements = Count(ref reader, what, int.MaxValue);
        return elements % each == 0 && elements / each <= atMost
            ? elements / each
            : throw new InvalidDataException($"{elements} elements are no {what} of {each} each, of which at most {atMost} are allowed");
    }

    public static void SkipRest(ref MessagePackReader reader, int count, int known)
    {
        for (var i = known; i < count; i++)
        {
            reader.Skip();
        }
    }

    private static string Bounded(ref MessagePackReader reader, string? text, int atMost) =>
        text is not null && text.Length <= atMost ? text : throw new InvalidDataException($"near byte {reader.Consumed}: no text of at most {atMost} characters");
}
