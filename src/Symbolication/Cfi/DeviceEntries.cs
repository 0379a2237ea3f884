using System.Buffers.Binary;
using System.Collections.Frozen;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Cfi;

/// <summary>
/// Entries of <c>.eh_frame</c> that the device put into the core (note 5 of docs/design/coredump-format.md), each at the address that it had in memory.
/// They say what they say in the target's own addresses.
/// </summary>
internal sealed class DeviceEntries : CfiSource
{
    /// <summary>The device writes 512 entries of 2 KiB at most.</summary>
    public const int MaxBytes = 4 << 20;

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

    /// <summary>Null when there are none. What is not exactly one entry is left out: it would shift all that follow.</summary>
    public static CfiTable? Open(IReadOnlyList<DeviceUnwindEntry> entries, TargetWords memory, Machine machine)
    {
        var bytes = new MemoryStream();
        List<int> offsets = [];
        List<ulong> addresses = [];
        foreach (var entry in entries)
        {
            if (IsWhole(entry.Bytes.Span) && bytes.Length + entry.Bytes.Length <= MaxBytes)
            {
                offsets.Add((int)bytes.Length);
                addresses.Add(entry.Address);
                bytes.Write(entry.Bytes.Span);
            }
        }

        return offsets.Count == 0 ? null : new CfiTable(new DeviceEntries(bytes.ToArray(), [.. offsets], [.. addresses], memory, machine), null, 0);
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

    private static bool IsWhole(ReadOnlySpan<byte> entry) => entry.Length >= 8 && BinaryPrimitives.ReadUInt32LittleEndian(entry) == (uint)entry.Length - 4;
}
