using System.Text;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Core;

/// <summary>
/// The dynamic linker's list of what it has loaded, as debuggers look for it: PT_DYNAMIC of the program → DT_DEBUG → <c>r_debug</c> → chain of
/// <c>link_map</c> (<c>link.h</c>; glibc, musl and bionic alike).
/// </summary>
internal static class LinkMap
{
    /// <summary>More than any process loads; a chain without an end ends here.</summary>
    public const int MaxEntries = 4096;

    private const int MaxDynamic = 512;
    private const int MaxNameBytes = 4096;
    private const ulong DebugTag = 21;

    /// <param name="Bias"><c>l_addr</c>.</param>
    /// <param name="Name">A path; empty for the program itself.</param>
    /// <param name="Dynamic"><c>l_ld</c>: its dynamic section, an address within it.</param>
    internal readonly record struct Entry(ulong Bias, string Name, ulong Dynamic);

    /// <param name="program">Headers of the program itself.</param>
    /// <param name="file">Its file's memory, if that is known: the linker's own name is in it.</param>
    public static List<Entry> Read(CoreMemory memory, MappedHeaders program, ElfMemory? file, bool is64, CoreWarnings warnings)
    {
        var entries = new List<Entry>();
        var word = is64 ? 8UL : 4UL;
        if (FindDebug(memory, program, is64) is not { } debug || !TryWord(memory, debug + word, is64, out var map))
        {
            return entries;
        }

        var seen = new HashSet<ulong>();
        while (map != 0)
        {
            if (!seen.Add(map) || entries.Count == MaxEntries)
            {
                warnings.Add($"The dynamic linker's list of modules has no end; its first {entries.Count} were read.");
                break;
            }

            if (!TryWord(memory, map, is64, out var bias) || !TryWord(memory, map + word, is64, out var name)
                || !TryWord(memory, map + (2 * word), is64, out var dynamic) || !TryWord(memory, map + (3 * word), is64, out var next))
            {
                warnings.Add($"The dynamic linker's list of modules was not kept as a whole; its first {entries.Count} were read.");
                break;
            }

            entries.Add(new Entry(bias, Text(memory, name, file), dynamic));
            map = next;
        }

        return entries;
    }

    /// <summary>A text that ends with a zero; empty when it was not kept.</summary>
    /// <param name="file">Is asked where the core has nothing.</param>
    public static string Text(CoreMemory memory, ulong address, ElfMemory? file = null)
    {
        Span<byte> bytes = stackalloc byte[MaxNameBytes];

        // Most are short, and the end of the stack may be near.
        for (var size = 128; address != 0 && size <= MaxNameBytes; size *= 2)
        {
            var read = memory.ReadUpTo(address, bytes[..size]);
            read = read == 0 && file is not null ? file.Read(address, bytes[..size]) : read;
            var end = bytes[..read].IndexOf((byte)0);
            if (end >= 0 || read < size)
            {
                return end < 0 ? "" : Encoding.UTF8.GetString(bytes[..end]);
            }
        }

        return "";
    }

    private static ulong? FindDebug(CoreMemory memory, MappedHeaders program, bool is64)
    {
        var word = is64 ? 8UL : 4UL;
        var count = Math.Min(program.DynamicSize / (2 * word), MaxDynamic);
        for (var i = 0UL; i < count; i++)
        {
            var entry = unchecked(program.Dynamic + (i * 2 * word));
            if (!TryWord(memory, entry, is64, out var tag) || tag == 0)
            {
                return null;
            }

            if (tag == DebugTag)
            {
                return TryWord(memory, entry + word, is64, out var debug) && debug != 0 ? debug : null;
            }
        }

        return null;
    }

    private static bool TryWord(CoreMemory memory, ulong address, bool is64, out ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        var isThere = memory.TryRead(address, bytes[..(is64 ? 8 : 4)]);
        value = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return isThere;
    }
}
