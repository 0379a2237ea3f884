using System.Buffers;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Protocol.Reboots;

/// <summary>
/// Why the boot of the entry's origin began: the body of <see cref="Sync.EntryType.Reboot"/>, one for each boot. On the wire
/// <c>[reason, slug, details]</c>.
/// </summary>
/// <param name="Reason">One of those that all products share.</param>
/// <param name="Slug">For <see cref="RebootReason.Custom"/>: <c>[a-z0-9_.-]</c>, behind a <c>!</c> when it was not meant. Else empty.</param>
/// <param name="Details">What there is to read about it, in lines: the tail of a kernel's panic, for instance. May be empty.</param>
public sealed record Reboot(RebootReason Reason, string Slug = "", string Details = "")
{
    private static readonly SearchValues<char> SlugCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.-");

    /// <summary>Whether the device was meant to boot.</summary>
    public bool IsExpected => Reason == RebootReason.Custom ? !Slug.StartsWith('!') : Reason < RebootReason.Unknown;

    /// <summary>Whether a custom reason may be called so.</summary>
    public static bool IsSlug(ReadOnlySpan<char> slug)
    {
        slug = slug is ['!', ..] ? slug[1..] : slug;
        return slug.Length is > 0 and < ProtocolLimits.MaxSlugLength && !slug.ContainsAnyExcept(SlugCharacters);
    }

    public byte[] Encode() => BodyWriter.Encode(this, static (ref writer, reboot) =>
    {
        writer.PutArray(3);
        writer.Put((int)reboot.Reason);
        writer.Put(reboot.Slug);
        writer.Put(reboot.Details);
    });

    /// <exception cref="ProtocolException">The bytes are not a reboot.</exception>
    public static Reboot Decode(ReadOnlyMemory<byte> body) => CheckedReader.Guard(body, "reboot", static (ref reader) =>
    {
        var count = CheckedReader.ArrayHeader(ref reader, "reboot", 3);
        var reason = (RebootReason)CheckedReader.Int64(ref reader, "reason", 0, int.MaxValue);
        var at = reader.Consumed;
        var slug = CheckedReader.Text(ref reader, "slug", ProtocolLimits.MaxSlugLength, mayBeEmpty: true);
        if (reason == RebootReason.Custom ? !IsSlug(slug) : slug.Length > 0)
        {
            throw CheckedReader.Wrong("slug", at, "a custom reason is [!][a-z0-9_.-]+, and any other has none");
        }

        var details = CheckedReader.Lines(ref reader, "details", ProtocolLimits.MaxDetailsLength);
        CheckedReader.SkipRest(ref reader, count, known: 3);
        CheckedReader.ExpectEnd(ref reader, "reboot");
        return new Reboot(reason, slug, details);
    });
}
