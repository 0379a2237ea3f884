using System.Buffers;
using System.Buffers.Binary;
using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Elf;

namespace Fleet.DeviceAgent.Tests.Coredumps;

/// <summary>Makes small cores with what a test needs in them, of x86-64 unless said.</summary>
internal sealed class CoreBuilder(ushort machine = CoreArchitecture.X64Machine)
{
    public const int Page = 4096;
    public const ushort Arm64Machine = 183;

    private const int StatusSize = 336;

    private readonly List<(ulong Address, uint Flags, byte[] Content, ulong MemorySize)> _segments = [];
    private readonly ArrayBufferWriter<byte> _notes = new();

    public static byte[] RandomBytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    public CoreBuilder Memory(ulong address, byte[] content, ulong memorySize = 0, uint flags = 6)
    {
        _segments.Add((address, flags, content, Math.Max(memorySize, (ulong)content.Length)));
        return this;
    }

    public CoreBuilder Thread(int id, ulong sp, ulong pc = 0x1000, ulong framePointer = 0)
    {
        var status = new byte[StatusSize];
        BinaryPrimitives.WriteUInt16LittleEndian(status.AsSpan(12), 11);
        BinaryPrimitives.WriteInt32LittleEndian(status.AsSpan(32), id);
        BinaryPrimitives.WriteUInt64LittleEndian(status.AsSpan(112 + (4 * 8)), framePointer);
        BinaryPrimitives.WriteUInt64LittleEndian(status.AsSpan(112 + (16 * 8)), pc);
        BinaryPrimitives.WriteUInt64LittleEndian(status.AsSpan(112 + (19 * 8)), sp);
        return Note("CORE", 1, status);
    }

    public CoreBuilder Arm64Thread(ulong sp, ulong pc, ulong framePointer, ulong link)
    {
        var status = new byte[StatusSize + (8 * 7)];
        BinaryPrimitives.WriteUInt64LittleEndian(status.AsSpan(112 + (29 * 8)), framePointer);
        BinaryPrimitives.WriteUInt64LittleEndian(status.AsSpan(112 + (30 * 8)), link);
        BinaryPrimitives.WriteUInt64LittleEndian(status.AsSpan(112 + (31 * 8)), sp);
        BinaryPrimitives.WriteUInt64LittleEndian(status.AsSpan(112 + (32 * 8)), pc);
        return Note("CORE", 1, status);
    }

    public CoreBuilder Process(string name, string arguments)
    {
        var process = new byte[136];
        System.Text.Encoding.ASCII.GetBytes(name).CopyTo(process, 40);
        System.Text.Encoding.ASCII.GetBytes(arguments).CopyTo(process, 56);
        return Note("CORE", 3, process);
    }

    public CoreBuilder Signal(int signal, int code, ulong address)
    {
        var info = new byte[128];
        BinaryPrimitives.WriteInt32LittleEndian(info, signal);
        BinaryPrimitives.WriteInt32LittleEndian(info.AsSpan(8), code);
        BinaryPrimitives.WriteUInt64LittleEndian(info.AsSpan(16), address);
        return Note("CORE", 0x53494749, info);
    }

    public CoreBuilder Auxiliary(params (ulong Type, ulong Value)[] entries) =>
        Note("CORE", 6, [.. entries.Append((0UL, 0UL)).SelectMany(entry => Words(entry.Item1, entry.Item2))]);

    public CoreBuilder Files(params (ulong Start, ulong End, ulong Page, string Path)[] files) => Note("CORE", 0x46494c45,
    [
        .. Words((ulong)files.Length, Page),
        .. files.SelectMany(file => Words(file.Start, file.End, file.Page)),
        .. files.SelectMany(file => System.Text.Encoding.UTF8.GetBytes(file.Path + "\0")),
    ]);

    public CoreBuilder Note(string name, uint type, byte[] content)
    {
        NoteWriter.Write(_notes, System.Text.Encoding.ASCII.GetBytes(name), type, content);
        return this;
    }

    public byte[] Build()
    {
        var output = new MemoryStream();
        var header = new byte[ElfHeader.MaxSize];
        byte[] ident = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        ident.CopyTo(header, 0);
        header[16] = (byte)ElfHeader.CoreType;
        header[18] = (byte)machine;
        header[20] = 1;
        ElfHeader.Rewrite(header, is64: true, _segments.Count + 1);
        output.Write(header);
        var offset = (ulong)(header.Length + ((_segments.Count + 1) * ProgramHeader.MaxSize));
        var encoded = new byte[ProgramHeader.MaxSize];
        new ProgramHeader(ProgramHeader.NoteType, 0, offset, 0, (ulong)_notes.WrittenCount, 0).Write(encoded, is64: true);
        output.Write(encoded);
        offset = (offset + (ulong)_notes.WrittenCount + Page - 1) / Page * Page;
        foreach (var (address, flags, content, memorySize) in _segments)
        {
            new ProgramHeader(ProgramHeader.LoadType, flags, offset, address, (ulong)content.Length, memorySize).Write(encoded, is64: true);
            output.Write(encoded);
            offset += (ulong)content.Length;
        }

        output.Write(_notes.WrittenSpan);
        output.Write(new byte[(Page - (output.Length % Page)) % Page]);
        foreach (var segment in _segments)
        {
            output.Write(segment.Content);
        }

        return output.ToArray();
    }

    private static byte[] Words(params ulong[] words) => [.. words.SelectMany(BitConverter.GetBytes)];
}
