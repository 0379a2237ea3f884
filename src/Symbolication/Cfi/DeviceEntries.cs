using System.Collections.Frozen;
using Fleet.Symbolication.Targets;
using MessagePack;

namespace Fleet.Symbolication.Cfi;

/// <summary>
/// Entries of <c>.eh_frame</c> that the device put into the core (note 5 of docs/design/coredump-format.md), each at the address that it had in memory.
/// They say what they say in the target's own addresses.
/// </summary>
internal sealed class DeviceEntries : CfiSource
{
    /// <summary>The device writes 512 at most.</summary>
    public const int MaxEntries = 4096;

    private readonly int[] _offsets;
    private readonly ulong[] _addresses;
    private readonly FrozenDictionary<ulong, int> _byAddress;
    private readonly TargetWords _memory;

    private DeviceEntries(byte[] bytes, int[] offsets, ulong[] addresses, TargetWords memory, Machine machine)
        : base(bytes, isEhFrame: true, machine, "the device's unwind entries")
    {
        (_offsets, _addresses, _memory) = (offsets, addresses, memory);
        _byAddress = offsets.Select((offset, i) => (addresses[i], offset)).DistinctBy(pair => pair.Item1).ToFrozenDictionary(pair => pair.Item1, pair => pair.offset);
    }

    /// <param name="note">The note's content; empty for none.</param>
    /// <exception cref="MalformedException">It is not as a device writes it.</exception>
    public static CfiTable? Open(ReadOnlyMemory<byte> note, TargetWords memory, Machine machine)
    {
        if (note.IsEmpty)
        {
            return null;
        }

        try
        {
            return Read(note, memory, machine);
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or OverflowException)
        {
            throw new MalformedException("the device's unwind entries", e.Message);
        }
    }

    public override bool TryReadPointer(ulong address, out ulong value) => _memory.TryRead(address, out value);

    protected override ulong OriginOf(int offset) => AddressOf(offset) - (ulong)offset;

    protected override int CommonOffset(int field, ulong value, ref ByteReader reader)
    {
        var index = Index(field);
        var address = _addresses[index] + (ulong)(field - _offsets[index]) - value;
        return _byAddress.TryGetValue(address, out var offset) ? offset : throw reader.Malformed($"the common entry at 0x{address:x} is not among them");
    }

    private ulong AddressOf(int offset)
    {
        var index = Index(offset);
        return _addresses[index] + (ulong)(offset - _offsets[index]);
    }

    private int Index(int offset)
    {
        var at = Array.BinarySearch(_offsets, offset);
        return at < 0 ? Math.Max(0, ~at - 1) : at;
    }

    private static CfiTable? Read(ReadOnlyMemory<byte> note, TargetWords memory, Machine machine)
    {
        var reader = new MessagePackReader(note);
        var count = reader.ReadArrayHeader();
        if (count > MaxEntries)
        {
            throw new MalformedException("the device's unwind entries", $"{count} of them, more than {MaxEntries}");
        }

        var bytes = new MemoryStream((int)Math.Min(note.Length, int.MaxValue / 2));
        List<int> offsets = [];
        List<ulong> addresses = [];
        for (var i = 0; i < count; i++)
        {
            var fields = reader.ReadArrayHeader();
            var address = reader.ReadUInt64();
            reader.Skip();
            var entry = reader.ReadBytes();
            for (var field = 3; field < fields; field++)
            {
                reader.Skip();
            }

            // What is not exactly one entry would shift all that follow.
            if (entry is { } content && IsWhole(content))
            {
                offsets.Add((int)bytes.Length);
                addresses.Add(address);
                foreach (var part in content)
                {
                    bytes.Write(part.Span);
                }
            }
        }

        return offsets.Count == 0 ? null : new CfiTable(new DeviceEntries(bytes.ToArray(), [.. offsets], [.. addresses], memory, machine), null, 0);
    }

    private static bool IsWhole(in System.Buffers.ReadOnlySequence<byte> entry)
    {
        Span<byte> length = stackalloc byte[4];
        if (entry.Length < 8)
        {
            return false;
        }

        System.Buffers.BuffersExtensions.CopyTo(entry.Slice(0, 4), length);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(length) == entry.Length - 4;
    }
}
