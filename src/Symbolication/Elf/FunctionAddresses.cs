using System.IO.Hashing;

namespace Fleet.Symbolication.Elf;

/// <summary>Where the functions of a file begin, by any of their names; <see cref="SymbolTable"/> keeps the best name of each address only. Sorted by hashes of names.</summary>
internal sealed class FunctionAddresses
{
    /// <summary>Longer names are not found; a mangled name that is called by a jump has some hundred bytes.</summary>
    private const int MaxNameBytes = 1024;

    /// <summary>Names lie in their table once, some as the end of another; those that lie over one another more often are forged, and the rest is left out.</summary>
    private const int MaxPasses = 4;

    private readonly ulong[] _hashes;
    private readonly Place[] _places;
    private readonly ReadOnlyMemory<byte>[] _tables;

    private FunctionAddresses(List<ulong> hashes, List<Place> places, IReadOnlyList<ReadOnlyMemory<byte>> tables)
    {
        (_hashes, _places, _tables) = ([.. hashes], [.. places], [.. tables]);
        Array.Sort(_hashes, _places);
    }

    /// <summary>In the file's own addresses, without ARM's Thumb bit.</summary>
    /// <returns>Null when no function is called so, and when several are.</returns>
    public ulong? Find(ReadOnlySpan<byte> name)
    {
        var hash = XxHash3.HashToUInt64(name);
        var at = Array.BinarySearch(_hashes, hash);
        while (at > 0 && _hashes[at - 1] == hash)
        {
            at--;
        }

        ulong? found = null;
        for (; at >= 0 && at < _hashes.Length && _hashes[at] == hash; at++)
        {
            var place = _places[at];
            if (!NameAt(_tables[place.Names].Span, place.NameAt).SequenceEqual(name))
            {
                continue;
            }

            if (found is { } other && other != place.Address)
            {
                return null;
            }

            found = place.Address;
        }

        return found;
    }

    public static FunctionAddresses Of(ElfFile file)
    {
        var reader = new SymbolReader();
        SymbolTable.Read(reader, file);
        var left = reader.Names.Sum(names => (long)names.Length) * MaxPasses;
        var hashes = new List<ulong>(reader.Symbols.Count);
        var places = new List<Place>(reader.Symbols.Count);
        foreach (var symbol in reader.Symbols)
        {
            if (symbol.Kind != ElfSymbolKind.Function)
            {
                continue;
            }

            var name = NameAt(reader.Names[symbol.Names].Span, symbol.NameAt);
            if ((left -= name.Length + 1) < 0)
            {
                break;
            }

            if (name.Length > 0)
            {
                hashes.Add(XxHash3.HashToUInt64(name));
                places.Add(new Place(symbol.Address, symbol.NameAt, symbol.Names));
            }
        }

        return new FunctionAddresses(hashes, places, reader.Names);
    }

    /// <summary>Without the version that others get by default (<c>name@@VERSION</c>); empty for another version, and for what is too long.</summary>
    private static ReadOnlySpan<byte> NameAt(ReadOnlySpan<byte> table, uint at)
    {
        var name = table[(int)at..];
        name = name[..Math.Min(name.Length, MaxNameBytes)];
        if (name.IndexOf((byte)0) is not (>= 0 and var end))
        {
            return default;
        }

        name = name[..end];
        var version = name.IndexOf((byte)'@');
        return version < 0 ? name : name[version..].StartsWith("@@"u8) ? name[..version] : default;
    }

    /// <param name="NameAt">In its table of names.</param>
    /// <param name="Names">Which table of names.</param>
    private readonly record struct Place(ulong Address, uint NameAt, byte Names);
}
