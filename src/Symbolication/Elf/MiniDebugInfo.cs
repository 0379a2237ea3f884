namespace Fleet.Symbolication.Elf;

/// <summary><c>.gnu_debugdata</c>: an ELF file in xz that has the symbols of functions and little else (gdb's manual, "MiniDebugInfo").</summary>
internal static class MiniDebugInfo
{
    /// <summary>Of a program's symbols alone; that of a large library has some 200 KiB.</summary>
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <exception cref="MalformedException">It cannot be inflated, or is no ELF file.</exception>
    public static ElfFile? Read(ElfFile file)
    {
        const string section = ".gnu_debugdata";
        var content = file.Content(section);
        if (content.IsEmpty)
        {
            return null;
        }

        var what = $"{file.What}, section {section}";
        var mini = ElfFile.Open(ByteSource.Of(Xz.XzDecoder.Decode(content.Span, MaxBytes, what)), what);
        return mini.Machine == file.Machine ? mini : throw new MalformedException(what, $"is for {mini.Machine}, the file for {file.Machine}");
    }
}
