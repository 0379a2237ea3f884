using System.Buffers.Binary;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Elf;

/// <summary>
/// Reads tables of symbols (System V ABI, "Symbol Table"), those that name code or data in memory, and the mapping symbols of ARM. Several tables one after
/// the other.
/// </summary>
internal sealed class SymbolReader
{
    /// <summary>More than the largest programs have, by ten: a web browser has 1.2 million.</summary>
    private const int MaxSymbols = 16 * 1024 * 1024;

    private const int NoType = 0;
    private const int ObjectType = 1;
    private const int FunctionType = 2;
    private const int IndirectFunctionType = 10;
    private const int ManySections = 0xffff;

    private readonly List<ReadOnlyMemory<byte>> _names = [];

    public List<RawSymbol> Symbols { get; } = [];

    public List<(ulong Address, CodeKind Kind)> Mapping { get; } = [];

    public IReadOnlyList<ReadOnlyMemory<byte>> Names => _names;

    /// <param name="file">That the symbols are of; for its sections, which end those without a size.</param>
    /// <param name="table">Of <c>Elf32_Sym</c> or <c>Elf64_Sym</c>.</param>
    /// <exception cref="MalformedException">There are too many.</exception>
    public void Add(ElfFile file, ReadOnlyMemory<byte> table, ReadOnlyMemory<byte> names)
    {
        var size = file.Is64 ? 24 : 16;
        var count = table.Length / size;
        if (count > MaxSymbols - Symbols.Count)
        {
            throw new MalformedException(file.What, $"has {count} symbols, more than {MaxSymbols}");
        }

        _names.Add(names);
        var places = new SymbolPlaces(file);
        var bytes = table.Span;
        var text = names.Span;
        for (var i = 0; i < count; i++)
        {
            Add(file, bytes.Slice(i * size, size), text, places);
        }
    }

    private void Add(ElfFile file, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> names, SymbolPlaces places)
    {
        var nameAt = BinaryPrimitives.ReadUInt32LittleEndian(entry);
        var info = entry[file.Is64 ? 4 : 12];
        var section = BinaryPrimitives.ReadUInt16LittleEndian(entry[(file.Is64 ? 6 : 14)..]);
        var address = file.Is64 ? BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]);
        var size = file.Is64 ? BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]) : BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]);
        if (section is 0 or (>= 0xff00 and not ManySections) || nameAt >= names.Length || names[(int)nameAt] == 0)
        {
            return;
        }

        var type = info & 0xf;
        var name = names[(int)nameAt..];
        if (type == NoType && IsMapping(name, out var kind))
        {
            // RISC-V's carry the instruction set in the name and say nothing that we need.
            if (file.Machine is Machine.Arm or Machine.Arm64 && Mapping.Count < MaxSymbols)
            {
                Mapping.Add((address, kind));
            }

            return;
        }

        // The linker's own labels of RISC-V and others.
        if (type is not (NoType or ObjectType or FunctionType or IndirectFunctionType) || name.StartsWith(".L"u8))
        {
            return;
        }

        var isCode = type is FunctionType or IndirectFunctionType;
        var isThumb = isCode && file.Machine == Machine.Arm && (address & 1) != 0;
        if (isThumb)
        {
            address--;
        }

        var placeEnd = places.EndOf(section, address);
        if (placeEnd == 0)
        {
            return;
        }

        var end = size == 0 || size > placeEnd - address ? placeEnd : address + size;
        var symbolKind = type switch
        {
            FunctionType => ElfSymbolKind.Function,
            IndirectFunctionType => ElfSymbolKind.IndirectFunction,
            ObjectType => ElfSymbolKind.Object,
            _ => ElfSymbolKind.Label,
        };
        var binding = (info >> 4) switch { 0 => (byte)0, 2 => (byte)1, _ => (byte)2 };
        Symbols.Add(new RawSymbol(address, end, nameAt, (byte)(_names.Count - 1), symbolKind, binding, size > 0, isThumb));
    }

    /// <summary><c>$a</c>, <c>$t</c>, <c>$d</c>, <c>$x</c>, alone or with a dot and anything behind; RISC-V's with an instruction set.</summary>
    private static bool IsMapping(ReadOnlySpan<byte> name, out CodeKind kind)
    {
        kind = CodeKind.Unknown;
        if (name.Length < 3 || name[0] != '$')
        {
            return false;
        }

        kind = name[1] switch
        {
            (byte)'a' or (byte)'x' => CodeKind.Arm,
            (byte)'t' => CodeKind.Thumb,
            (byte)'d' => CodeKind.Data,
            _ => CodeKind.Unknown,
        };
        return kind != CodeKind.Unknown && (name[2] is 0 or (byte)'.' || name[1..].StartsWith("xrv"u8));
    }
}
