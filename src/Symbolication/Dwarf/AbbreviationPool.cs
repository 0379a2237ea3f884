using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Fleet.Symbolication.Dwarf;

/// <summary>
/// Abbreviations of a file, each kept once: units of one compiler say the same ones over and over, some hundred thousand times in a large program. Safe
/// for many threads.
/// </summary>
internal sealed class AbbreviationPool(FormSize sizes)
{
    private readonly ConcurrentDictionary<byte[], Abbreviation> _known = new(new ByContent());

    /// <param name="reader">Behind an abbreviation's code.</param>
    public Abbreviation Read(ref ByteReader reader)
    {
        var ahead = reader;
        PassOver(ref ahead);
        var declaration = reader.Take((ulong)(ahead.Position - reader.Position));
        var known = _known.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!known.TryGetValue(declaration, out var abbreviation))
        {
            abbreviation = Parse(new ByteReader(declaration, reader.What));
            known.TryAdd(declaration, abbreviation);
        }

        return abbreviation;
    }

    private static void PassOver(ref ByteReader reader)
    {
        reader.Uleb();
        reader.Skip(1);
        for (var count = 0; ; count++)
        {
            var (name, form) = (reader.Uleb(), reader.Uleb());
            if (name == 0 && form == 0)
            {
                return;
            }

            if (count == DwarfLimits.MaxAttributes)
            {
                throw reader.Malformed($"an abbreviation of more than {DwarfLimits.MaxAttributes} attributes");
            }

            if (form == (ulong)DwarfForm.ImplicitConstant)
            {
                reader.Sleb();
            }
        }
    }

    private Abbreviation Parse(ByteReader reader)
    {
        var tag = reader.Uleb();
        var hasChildren = reader.U8() != 0;
        var attributes = new List<AttributeSpecification>(8);
        while (true)
        {
            var (name, form) = (reader.Uleb(), reader.Uleb());
            if (name == 0 && form == 0)
            {
                return new Abbreviation((DwarfTag)Math.Min(tag, ushort.MaxValue), hasChildren, [.. attributes], sizes);
            }

            // Numbers beyond 16 bits are nobody's: as a form they are refused when an entry needs them.
            var known = (DwarfForm)Math.Min(form, ushort.MaxValue);
            attributes.Add(new AttributeSpecification((DwarfAttribute)Math.Min(name, ushort.MaxValue), known, known == DwarfForm.ImplicitConstant ? reader.Sleb() : 0));
        }
    }

    private sealed class ByContent : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
