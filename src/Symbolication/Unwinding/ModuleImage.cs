using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Unwinding;

/// <summary>
/// The files of a program or library, with the unwind tables that were made of them: kept as long as this is, made when first asked for. Safe to use from
/// many threads.
/// </summary>
public sealed class ModuleImage
{
    public static readonly ModuleImage None = new(null, null);

    private readonly Lazy<(ExceptionIndex? Index, string Problem)> _exceptions;

    /// <param name="executable">As it ran; null when it is missing.</param>
    /// <param name="debug">What was split off it; null when it is missing.</param>
    public ModuleImage(ElfFile? executable, ElfFile? debug)
    {
        (Executable, Debug, Cfi) = (executable, debug, new CfiTables(executable, debug));
        _exceptions = new(() => OpenExceptions(executable));
    }

    public ElfFile? Executable { get; }

    public ElfFile? Debug { get; }

    internal CfiTables Cfi { get; }

    /// <summary>ARM's, of the executable.</summary>
    internal ExceptionIndex? Exceptions => _exceptions.Value.Index;

    /// <summary>Why unwinding through it is not possible, for a person; empty when it is.</summary>
    public string UnwindProblem =>
        Exceptions is not null || Cfi.Missing.Length == 0 ? ""
        : _exceptions.Value.Problem.Length > 0 ? _exceptions.Value.Problem
        : Cfi.Missing;

    /// <summary>Whether an address of the file is code, as its program headers say; null when there is no file.</summary>
    internal bool? IsCode(ulong address)
    {
        if ((Executable ?? Debug) is not { } file)
        {
            return null;
        }

        foreach (var segment in file.Segments)
        {
            if (segment.Contains(address))
            {
                return segment.IsExecutable;
            }
        }

        return false;
    }

    /// <summary>Code, by the file's addresses: all of it, or false.</summary>
    internal bool TryRead(ulong address, Span<byte> into) => Executable is not null && FileImage.TryRead(Executable, address, into);

    /// <summary>
    /// Whether an address of the file is in a stub of the linker, which jumps to a function of another module and touches nothing but registers for that; false also when section headers
    /// are missing.
    /// </summary>
    internal bool IsStub(ulong address)
    {
        foreach (var section in Executable?.Sections ?? [])
        {
            if (section.IsExecutable && address >= section.Address && address - section.Address < section.Size)
            {
                return section.Name is ".plt" or ".plt.got" or ".plt.sec" or ".iplt";
            }
        }

        return false;
    }

    /// <summary>The function that an address of the file is in, by the symbols; null when they do not say.</summary>
    internal ElfSymbol? FunctionAt(ulong address) => FunctionAt(Executable, address) ?? FunctionAt(Debug, address);

    private static ElfSymbol? FunctionAt(ElfFile? file, ulong address) => file?.Symbols.Find(address) is { Kind: ElfSymbolKind.Function } function ? function : null;

    private static (ExceptionIndex? Index, string Problem) OpenExceptions(ElfFile? executable)
    {
        try
        {
            return (executable is null ? null : ExceptionIndex.Open(executable), "");
        }
        catch (MalformedException e)
        {
            return (null, e.Message);
        }
    }
}
