namespace Fleet.Symbolication.Demangling.Rust;

/// <summary>Rust's symbols by RFC 2603: <c>_R path [instantiating-crate] [vendor-suffix]</c>.</summary>
internal static class RustV0Demangler
{
    /// <param name="start">Behind <c>_R</c>.</param>
    public static bool TryDemangle(ReadOnlySpan<char> symbol, int start, TextBuffer output, bool wantsFull, out DemangledName name)
    {
        name = default;
        var mangled = symbol[start..];
        var suffix = mangled.IndexOfAny('.', '$', '@');
        mangled = suffix < 0 ? mangled : mangled[..suffix];

        // Paths begin with an upper-case letter: a digit would be the version of an encoding that there is not yet.
        if (mangled.IsEmpty || !char.IsAsciiLetterUpper(mangled[0]))
        {
            return false;
        }

        output.Clear();
        if (!new RustV0Printer(mangled, output, isScope: true).TryPrint())
        {
            return false;
        }

        var scope = output.ToString();
        if (!wantsFull)
        {
            name = new(scope, scope, MangledLanguage.Rust);
            return true;
        }

        output.Clear();
        var isPrinted = new RustV0Printer(mangled, output, isScope: false).TryPrint();
        if (!isPrinted && !output.Overflowed)
        {
            return false;
        }

        name = new(isPrinted ? output.ToString() : scope, scope, MangledLanguage.Rust);
        return true;
    }
}
