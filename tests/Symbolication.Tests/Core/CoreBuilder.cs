using System.Buffers.Binary;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Tests.Core;

/// <summary>Cores byte by byte, for machines that are not here and for what no kernel writes.</summary>
internal sealed class CoreBuilder(Machine machine)
{
    private readonly List<byte> _notes = [];
    private readonly List<(ulong Address, byte[] Content, ulong MemorySize, uint Flags)> _loads = [];

    private bool Is64 => machine.Is64;

    public CoreBuilder Note(string name, uint type, byte[] content)
    {
        Add(_notes, (uint)name.Length + 1, (uint)content.Length, type);
        _notes.AddRange(System.Text.Encoding.ASCII.GetBytes(name + "\0"));
        Pad(_notes);
        _notes.AddRange(content);
        Pad(_notes);
        return this;
    }

    /// <summary><c>NT_PRSTATUS</c> of registers in the kernel's order.</summary>
    public CoreBuilder Thread(int id, int signal, params ulong[] registers)
    {
        var (idAt, registersAt) = Is64 ? (32, 112) : (24, 72);
        var status = new byte[registersAt + (registers.Length * machine.WordSize) + 8];
        BinaryPrimitives.WriteInt16LittleEndian(status.AsSpan(12), (short)signal);
        BinaryPrimitives.WriteInt32LittleEndian(status.AsSpan(idAt), id);
        Words(registers).CopyTo(status.AsSpan(registersAt));
        return Note("CORE", 1, status);
    }

    public CoreBuilder Auxiliary(params ulong[] pairs) => Note("CORE", 6, Words([.. pairs, 0, 0]));

    /// <param name="flags">4 to read, 2 to write, 1 to execute.</param>
    public CoreBuilder Load(ulong address, byte[] content, ulong? memorySize = null, uint flags = 6)
    {
        _loads.Add((address, content, memorySize ?? (ulong)content.Length, flags));
        return this;
    }

    /// <summary>Of the machine's size, little-endian.</summary>
    public byte[] Words(params ulong[] values) => [.. values.SelectMany(value => Is64 ? BitConverter.GetBytes(value) : BitConverter.GetBytes((uint)value))];

    public byte[] Build()
    {
        var (headerSize, segmentSize) = Is64 ? (64, 56) : (52, 32);
        var bytes = new List<byte>();
        bytes.AddRange([0x7f, (byte)'E', (byte)'L', (byte)'F', (byte)(Is64 ? 2 : 1), 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        bytes.AddRange([4, 0, (byte)machine, (byte)((int)machine >> 8), 1, 0, 0, 0]);
        bytes.AddRange(Words(0, (ulong)headerSize, 0));
        bytes.AddRange([0, 0, 0, 0, (byte)headerSize, 0, (byte)segmentSize, 0, (byte)(_loads.Count + 1), (byte)((_loads.Count + 1) >> 8), 0, 0, 0, 0, 0, 0]);
        var offset = (ulong)(headerSize + ((_loads.Count + 1) * segmentSize));
        Segment(bytes, 4, 0, offset, 0, (ulong)_notes.Count, 0);
        offset += (ulong)_notes.Count;
        foreach (var (address, content, memorySize, flags) in _loads)
        {
            Segment(bytes, 1, flags, offset, address, (ulong)content.Length, memorySize);
            offset += (ulong)content.Length;
        }

        bytes.AddRange(_notes);
        _loads.ForEach(load => bytes.AddRange(load.Content));
        return [.. bytes];
    }

    private void Segment(List<byte> bytes, uint type, uint flags, ulong offset, ulong address, ulong fileSize, ulong memorySize)
    {
        if (Is64)
        {
            Add(bytes, type, flags);
            bytes.AddRange(Words(offset, address, 0, fileSize, memorySize, 1));
        }
        else
        {
            Add(bytes, type);
            bytes.AddRange(Words(offset, address, 0, fileSize, memorySize, flags, 1));
        }
    }

    private static void Add(List<byte> bytes, params uint[] values) => bytes.AddRange(values.SelectMany(BitConverter.GetBytes));

    private static void Pad(List<byte> bytes)
    {
        while (bytes.Count % 4 != 0)
        {
            bytes.Add(0);
        }
    }
}
