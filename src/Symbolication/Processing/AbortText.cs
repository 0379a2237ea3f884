using System.Buffers.Binary;
using System.Text;
using Fleet.Domain.Traces.Grouping;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Processing;

/// <summary>
/// What the C library wrote before it ended the process: a failed assertion, a damaged heap. glibc keeps it for debuggers (<c>__abort_msg</c>): a pointer to
/// the length of what was mapped for it, 4 bytes, and the text, with a zero behind it. Only cores that have all memory have it.
/// </summary>
internal static class AbortText
{
    private const string Library = "libc.so";
    private const string Symbol = "__abort_msg";
    private const int LengthBytes = sizeof(uint);

    /// <summary>Bytes; assertions name a function with all its arguments.</summary>
    private const int MaxBytes = 4096;

    /// <returns>Without line ends; empty when there is none.</returns>
    public static string Of(CoreDump core, FailureModules modules)
    {
        foreach (var module in core.Modules)
        {
            if (ModuleName.Canonical(module.Path) == Library && modules.Of(module).Executable is { } file && Find(file) is { } symbol
                && Read(core, symbol.Address + module.Bias) is { Length: > 0 } text)
            {
                return text;
            }
        }

        return "";
    }

    private static ElfSymbol? Find(ElfFile file)
    {
        // Three thousand symbols, once for each abort: no table by name is worth making.
        for (var i = 0; i < file.Symbols.Count; i++)
        {
            if (file.Symbols.At(i) is { Name: Symbol } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string Read(CoreDump core, ulong at)
    {
        var wordSize = core.Machine.WordSize;
        Span<byte> word = stackalloc byte[8];
        word.Clear();
        if (!core.Memory.TryRead(at, word[..wordSize]) || BinaryPrimitives.ReadUInt64LittleEndian(word) is not (> 0 and var message))
        {
            return "";
        }

        Span<byte> text = stackalloc byte[MaxBytes];
        var count = core.Memory.ReadUpTo(message + LengthBytes, text);
        var end = text[..count].IndexOf((byte)0);
        return end <= 0 ? "" : Encoding.UTF8.GetString(text[..end]).ReplaceLineEndings(" ").Trim();
    }
}
