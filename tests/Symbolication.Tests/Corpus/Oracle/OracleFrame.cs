namespace Fleet.Symbolication.Tests.Corpus.Oracle;

/// <summary>A frame as the debugger sees it. An inlined call has the program counter of the frame that it is in.</summary>
/// <param name="Pc">Of an outer frame, where the call returns to.</param>
/// <param name="Function">Scopes and template arguments included, parameters not; the nearest symbol where there is no better; empty when there is none.</param>
/// <param name="File">Absolute path of the source; empty when unknown.</param>
/// <param name="Line">From 1; 0 when unknown, and where the line table says so.</param>
/// <param name="Inlined">Whether its code is in that of the next.</param>
internal sealed record OracleFrame(ulong Pc, string Function, string File, int Line, bool Inlined)
{
    /// <summary>Of the kernel's trampoline, which calls a handler of a signal.</summary>
    public const string SignalTrampoline = "<signal handler called>";

    public override string ToString() => $"{Pc:x} {(Inlined ? "inlined " : "")}{Function} {Path.GetFileName(File)}:{Line}";
}
