namespace Fleet.Domain.Traces;

/// <summary>A call on a stack, with or without symbols. Of an inlined call the place in code is that of the function that it was inlined into.</summary>
/// <param name="Module">File name of the program or library, without its folder; empty when the address is in none, and for languages without modules.</param>
/// <param name="BuildId">GNU build-id of the module, lower-case hexadecimal; empty when it has none or is not known.</param>
/// <param name="Offset">Address less the module's load address; the address itself when it is in no module; 0 in texts.</param>
/// <param name="Function">Scope name: namespaces, classes, function, without arguments, result and template arguments. Empty without symbols.</param>
/// <param name="File">Source file; empty when unknown.</param>
/// <param name="Line">Of the file, from 1; 0 when unknown.</param>
/// <param name="IsInlined">Whether it has no frame of its own on the stack: the frame behind it is where it was inlined into.</param>
/// <param name="Trust">How it was found.</param>
public sealed record TraceFrame(string Module, string BuildId, ulong Offset, string Function, string File, int Line, bool IsInlined, TraceTrust Trust)
{
    /// <summary>Arguments, then locals, those of inner blocks first; of an inlined call its own.</summary>
    public IReadOnlyList<TraceVariable> Variables { get; init; } = [];

    /// <summary>A frame that a runtime printed.</summary>
    public static TraceFrame OfText(string function, string file, int line, string module = "", TraceTrust trust = TraceTrust.Text) =>
        new(module, "", 0, function, file, line, IsInlined: false, trust);
}
