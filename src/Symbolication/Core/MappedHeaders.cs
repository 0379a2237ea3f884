using System.Buffers.Binary;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Core;

/// <summary>The program headers of a program or library, as they are in the memory of a process.</summary>
/// <param name="Start">Where its first segment is mapped.</param>
/// <param name="End">Behind its last.</param>
/// <param name="Bias">Address in memory less address in the headers, modulo 2^64.</param>
/// <param name="Dynamic">Address of its dynamic section; 0 when it has none.</param>
/// <param name="DynamicSize">Bytes of it.</param>
internal sealed record MappedHeaders(ulong Start, ulong End, ulong Bias, string BuildId, ulong Dynamic, ulong DynamicSize)
{
    /// <summary>A program has about ten.</summary>
    private const int MaxHeaders = 64;

    /// <summary>Of notes: the build-id's comes first or second, and a process can have thousands of modules.</summary>
    private const int MaxNotes = 4;

    private const int MaxNoteBytes = 4096;

    private const ulong PageSize = 4096;

    /// <summary>Of one module: none comes near, and addresses above are no module's.</summary>
    private const ulong MaxModuleBytes = 1UL << 40;

    /// <summary>By the ELF header at an address; null when there is none, or it is not of this machine, or cannot be read.</summary>
    public static MappedHeaders? At(CoreMemory memory, ulong start, Machine machine)
    {
        Span<byte> bytes = stackalloc byte[ElfHeader.MaxSize];
        bytes = bytes[..memory.ReadUpTo(start, bytes)];
        if (!IsHeader(bytes, machine))
        {
            return null;
        }

        var header = ElfHeader.Read(bytes, "a mapped file", ElfPurpose.Core);
        return header.Type is 2 or 3
            ? Read(memory, unchecked(start + header.ProgramHeaders), header.ProgramHeaderCount, machine.Is64, _ => start)
            : null;
    }

    /// <summary>Whether reading it cannot fail: an exception for each of thousands would cost seconds.</summary>
    private static bool IsHeader(ReadOnlySpan<byte> bytes, Machine machine)
    {
        var (size, headerSizeAt, headerSize) = machine.Is64 ? (64, 54, 56) : (52, 42, 32);
        return bytes.Length >= size && bytes.StartsWith("\u007fELF"u8) && bytes[4] == (machine.Is64 ? 2 : 1) && bytes[5] == 1
            && BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]) == (int)machine
            && BinaryPrimitives.ReadUInt16LittleEndian(bytes[headerSizeAt..]) == headerSize;
    }

    /// <summary>By the program headers that the kernel has told the process of; for when the page with the ELF header was not kept.</summary>
    /// <param name="at"><c>AT_PHDR</c>.</param>
    /// <param name="count"><c>AT_PHNUM</c>.</param>
    public static MappedHeaders? AtHeaders(CoreMemory memory, ulong at, ulong count, bool is64) =>
        at == 0 ? null : Read(memory, at, (int)Math.Min(count, MaxHeaders), is64, own => own is { } headers ? at - headers.Offset : null);

    /// <summary>By the file itself; null when the auxiliary vector speaks of another one.</summary>
    /// <param name="at"><c>AT_PHDR</c>.</param>
    /// <param name="entry"><c>AT_ENTRY</c>.</param>
    public static MappedHeaders? Of(ElfFile program, CoreMemory memory, ulong at, ulong entry)
    {
        var bias = unchecked(entry - program.Entry);
        foreach (var segment in program.Segments)
        {
            var holds = segment.Type == ElfSegment.Load && program.SegmentsAt >= segment.Offset && program.SegmentsAt - segment.Offset < segment.FileSize;
            if (holds && unchecked(program.SegmentsAt - segment.Offset + segment.Address + bias) == at)
            {
                return Of(memory, [.. program.Segments.Take(MaxHeaders)], _ => at - program.SegmentsAt) is { } headers ? headers with { BuildId = program.BuildId } : null;
            }
        }

        return null;
    }

    /// <param name="start">Where the file's first byte is mapped, by the header of the program headers themselves.</param>
    private static MappedHeaders? Read(CoreMemory memory, ulong at, int count, bool is64, Func<ElfSegment?, ulong?> start)
    {
        var size = is64 ? 56 : 32;
        count = Math.Min(count, MaxHeaders);
        var table = new byte[count * size];
        if (count == 0 || !memory.TryRead(at, table))
        {
            return null;
        }

        var reader = new ByteReader(table, "mapped program headers");
        var segments = new ElfSegment[count];
        for (var i = 0; i < count; i++)
        {
            segments[i] = ElfFile.ReadSegment(ref reader, is64);
        }

        return Of(memory, segments, start);
    }

    private static MappedHeaders? Of(CoreMemory memory, ElfSegment[] segments, Func<ElfSegment?, ulong?> start)
    {
        ElfSegment? first = null, own = null;
        ulong highest = 0;
        foreach (var segment in segments)
        {
            own = segment.Type == ElfSegment.Headers ? segment : own;
            if (segment.Type == ElfSegment.Load)
            {
                first = first is null || segment.Offset < first.Value.Offset ? segment : first;
                highest = Math.Max(highest, unchecked(segment.Address + segment.MemorySize));
            }
        }

        if (first is not { } load || start(own) is not { } mapped)
        {
            return null;
        }

        // The first segment may begin in the middle of a page: the file's first byte is where it says less its offset.
        var lowest = unchecked(load.Address - load.Offset);
        var bias = unchecked(mapped - lowest);
        var length = unchecked(highest - lowest + PageSize - 1) & ~(PageSize - 1);
        return length is 0 or > MaxModuleBytes || length > ulong.MaxValue - mapped
            ? null
            : Describe(memory, segments, new MappedHeaders(mapped, mapped + length, bias, "", 0, 0));
    }

    private static MappedHeaders Describe(CoreMemory memory, ElfSegment[] segments, MappedHeaders headers)
    {
        var tried = 0;
        foreach (var segment in segments)
        {
            var at = unchecked(headers.Bias + segment.Address);
            if (segment.Type == ElfSegment.Note && headers.BuildId.Length == 0 && tried++ < MaxNotes)
            {
                var notes = new byte[(int)Math.Min(segment.FileSize, Math.Min(MaxNoteBytes, memory.Available(at)))];
                headers = headers with { BuildId = Elf.BuildId.Find(notes.AsSpan(0, memory.ReadUpTo(at, notes)), segment.Alignment) };
            }
            else if (segment.Type == ElfSegment.Dynamic)
            {
                headers = headers with { Dynamic = at, DynamicSize = segment.MemorySize };
            }
        }

        return headers;
    }
}
