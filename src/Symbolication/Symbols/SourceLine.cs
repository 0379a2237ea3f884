namespace Fleet.Symbolication.Symbols;

/// <summary>A place in source code.</summary>
/// <param name="File">With its directories, as the compiler saw them; <c>.</c> and <c>..</c> resolved by the text alone. Empty when unknown.</param>
/// <param name="Line">From 1; 0 when unknown.</param>
/// <param name="Column">From 1; 0 when unknown.</param>
public sealed record SourceLine(string File, int Line, int Column);
