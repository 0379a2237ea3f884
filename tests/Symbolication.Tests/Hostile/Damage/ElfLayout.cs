using System.Text;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Tests.Hostile.Damage;

/// <summary>Where in a whole ELF file what is; asked once, before anything is damaged.</summary>
internal sealed class ElfLayout
{
    private static readonly int[] HeaderSizes64 = [2, 2, 4, 8, 8, 8, 4, 2, 2, 2, 2, 2, 2];
    private static readonly int[] HeaderSizes32 = [2, 2, 4, 4, 4, 4, 4, 2, 2, 2, 2, 2, 2];
    private static readonly int[] SegmentSizes64 = [4, 4, 8, 8, 8, 8, 8, 8];
    private static readonly int[] SectionSizes64 = [4, 4, 8, 8, 8, 8, 4, 4, 8, 8];
    private static readonly int[] AllOf4 = [4, 4, 4, 4, 4, 4, 4, 4];
    private const int HeaderStart = 16;

    private ElfLayout(byte[] bytes, int start)
    {
        Is64 = bytes[start + 4] == 2;
        ReadHeaders(bytes, start);
    }

    public bool Is64 { get; }

    public int WordSize => Is64 ? 8 : 4;

    /// <summary>Of the ELF header, the program headers and the section headers.</summary>
    public List<Field> Fields { get; } = [];

    /// <summary>Where program headers and section headers begin, and how long one is.</summary>
    public List<(int At, int Size)> Records { get; } = [];

    public List<NotePlace> Notes { get; } = [];

    /// <summary>Those with bytes in the file.</summary>
    public Dictionary<string, (int At, int Size, int Header)> Sections { get; } = new(StringComparer.Ordinal);

    /// <summary><c>PT_LOAD</c>.</summary>
    public List<(int At, int Size, ulong Address)> Loads { get; } = [];

    /// <summary>Header of <c>PT_NOTE</c>; 0 when there is none.</summary>
    public int NoteHeader { get; private set; }

    public static ElfLayout Of(byte[] bytes)
    {
        var layout = new ElfLayout(bytes, 0);
        var file = ElfFile.Open(ByteSource.Of(bytes), "seed", bytes[16] == 4 ? ElfPurpose.Core : ElfPurpose.File);
        layout.ReadParts(bytes, file);
        return layout;
    }

    /// <summary>Of a file within another one, as memory has it: its headers only.</summary>
    public static ElfLayout? Within(byte[] bytes, int start)
    {
        try
        {
            return new ElfLayout(bytes, start);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    private void ReadHeaders(byte[] bytes, int start)
    {
        Add(HeaderStart + start, Is64 ? HeaderSizes64 : HeaderSizes32);
        var (programs, sections) = ((long)HostileNumbers.Read(bytes, start + (Is64 ? 32 : 28), WordSize), (long)HostileNumbers.Read(bytes, start + (Is64 ? 40 : 32), WordSize));
        var counts = start + (Is64 ? 56 : 44);
        AddRecords(bytes, start + programs, (int)HostileNumbers.Read(bytes, counts, 2), Is64 ? SegmentSizes64 : AllOf4);
        AddRecords(bytes, start + sections, (int)HostileNumbers.Read(bytes, counts + 4, 2), Is64 ? SectionSizes64 : [.. AllOf4, 4, 4]);
    }

    private void AddRecords(byte[] bytes, long at, int count, int[] sizes)
    {
        var size = sizes.Sum();
        for (var i = 0; i < count && at > 0 && at <= bytes.Length - size; i++, at += size)
        {
            Records.Add(((int)at, size));
            Add((int)at, sizes);
        }
    }

    private void Add(int at, int[] sizes)
    {
        foreach (var size in sizes)
        {
            Fields.Add(new Field(at, size));
            at += size;
        }
    }

    private void ReadParts(byte[] bytes, ElfFile file)
    {
        var headers = Records.Where(record => record.Size == (Is64 ? 64 : 40)).Select(record => record.At).ToList();
        for (var i = 0; i < file.Sections.Length && i < headers.Count; i++)
        {
            var section = file.Sections[i];
            if (!section.HasNoBytes && section.Size > 0)
            {
                Sections.TryAdd(section.Name, ((int)section.Offset, (int)section.Size, headers[i]));
            }
        }

        foreach (var segment in file.Segments)
        {
            if (segment.Offset + segment.FileSize > (ulong)bytes.Length)
            {
                continue;
            }

            if (segment.Type == ElfSegment.Load && segment.FileSize > 0)
            {
                Loads.Add(((int)segment.Offset, (int)segment.FileSize, segment.Address));
            }
            else if (segment.Type == 4)
            {
                NoteHeader = Records[file.Segments.IndexOf(segment)].At;
                ReadNotes(bytes, (int)segment.Offset, (int)segment.FileSize);
            }
        }
    }

    private void ReadNotes(byte[] bytes, int at, int size)
    {
        for (var end = at + size; at + 12 <= end;)
        {
            var (name, length) = ((int)HostileNumbers.Read(bytes, at, 4), (int)HostileNumbers.Read(bytes, at + 4, 4));
            var content = at + 12 + ((name + 3) & ~3);
            Notes.Add(new NotePlace(at, Encoding.ASCII.GetString(bytes, at + 12, Math.Max(0, name - 1)), (uint)HostileNumbers.Read(bytes, at + 8, 4), content, length));
            at = content + ((length + 3) & ~3);
        }
    }
}
