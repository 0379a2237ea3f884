using System.Collections.Concurrent;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Cfi;

/// <summary>
/// A table of call frame information: <c>.eh_frame</c>, <c>.debug_frame</c>, or what the device noted of the former. Entries are read where they are
/// when they are asked for; common entries are kept. Safe to use from many threads.
/// </summary>
/// <param name="bytes">Of the table.</param>
/// <param name="isEhFrame">Of <c>.eh_frame</c>'s form, else of <c>.debug_frame</c>'s.</param>
/// <param name="what">For messages.</param>
internal abstract class CfiSource(ReadOnlyMemory<byte> bytes, bool isEhFrame, Machine machine, string what)
{
    private readonly ConcurrentDictionary<int, CommonEntry> _common = new();

    public ReadOnlyMemory<byte> Bytes => bytes;

    public Machine Machine => machine;

    public string What => what;

    protected bool IsEhFrame => isEhFrame;

    /// <summary>Start of the code, and of the global offset table: what some pointers are relative to.</summary>
    public ulong TextBase { get; init; }

    /// <inheritdoc cref="TextBase"/>
    public ulong DataBase { get; init; }

    /// <summary>Reads the pointer at an address.</summary>
    public abstract bool TryReadPointer(ulong address, out ulong value);

    /// <summary>The address of the table's byte 0, as far as the entry at <paramref name="offset"/> is concerned.</summary>
    protected abstract ulong OriginOf(int offset);

    /// <summary>Where the common entry is that a function's entry names.</summary>
    /// <param name="field">Offset of the naming field.</param>
    /// <param name="value">What it says.</param>
    protected abstract int CommonOffset(int field, ulong value, ref ByteReader reader);

    /// <summary>The entry at an offset.</summary>
    /// <param name="next">Where the next one is.</param>
    /// <returns>Null when it is a common entry, or the end marker.</returns>
    /// <exception cref="MalformedException">It, or its common entry, is not as it should be.</exception>
    public FrameEntry? Read(int offset, out int next)
    {
        var reader = OpenEntry(offset, out next, out var is64Bit);
        if (next - offset <= 4)
        {
            return null;
        }

        var field = reader.Position;
        var id = is64Bit && !isEhFrame ? reader.U64() : reader.U32();
        if (IsCommon(id, is64Bit))
        {
            return null;
        }

        var common = Common(CommonOffset(field, id, ref reader));
        return ReadFunction(ref reader, common, OriginOf(offset));
    }

    /// <summary>Where the entry behind the one at an offset begins; nothing of the entry but its length is looked at.</summary>
    public int Next(int offset)
    {
        OpenEntry(offset, out var next, out _);
        return next;
    }

    private bool IsCommon(ulong id, bool is64Bit) => id == (isEhFrame ? 0 : is64Bit ? ulong.MaxValue : uint.MaxValue);

    private ByteReader OpenEntry(int offset, out int next, out bool is64Bit)
    {
        var span = bytes.Span;
        var reader = new ByteReader(span, what, offset);
        ulong length = reader.U32();
        is64Bit = length == uint.MaxValue;
        length = is64Bit ? reader.U64() : length;
        if (length > (ulong)reader.Remaining)
        {
            throw reader.Malformed($"an entry of 0x{length:x} bytes, 0x{reader.Remaining:x} are left");
        }

        next = reader.Position + (int)length;
        return new ByteReader(span[..next], what, reader.Position);
    }

    private FrameEntry ReadFunction(ref ByteReader reader, CommonEntry common, ulong origin)
    {
        ulong start, size;
        if (common.AddressSize > 0)
        {
            reader.Skip((ulong)common.SegmentSize);
            (start, size) = (reader.Unsigned(common.AddressSize), reader.Unsigned(common.AddressSize));
        }
        else
        {
            start = PointerEncoding.Read(ref reader, common.PointerEncoding, origin, this);
            size = PointerEncoding.ReadValue(ref reader, common.PointerEncoding, machine.Is64);
            size = machine.Is64 ? size : (uint)size;
        }

        if (common.HasAugmentationData)
        {
            reader.Skip(reader.Uleb());
        }

        return new FrameEntry(common, start, size, reader.Position, reader.Length, origin);
    }

    private CommonEntry Common(int offset)
    {
        if (_common.TryGetValue(offset, out var known))
        {
            return known;
        }

        var reader = OpenEntry(offset, out var next, out var is64Bit);
        if (next - offset <= 4 || !IsCommon(is64Bit && !isEhFrame ? reader.U64() : reader.U32(), is64Bit))
        {
            throw new MalformedException(what, offset, "is named as a common entry and is none");
        }

        return _common.GetOrAdd(offset, CommonEntryReader.Read(ref reader, this, isEhFrame, OriginOf(offset)));
    }
}
