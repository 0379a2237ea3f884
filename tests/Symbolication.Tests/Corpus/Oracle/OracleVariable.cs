namespace Fleet.Symbolication.Tests.Corpus.Oracle;

/// <summary>An argument, or a local variable of a function or of a block within it.</summary>
/// <param name="Type">As the debugger prints it.</param>
/// <param name="Line">Of its declaration.</param>
/// <param name="Value">As the debugger prints it: <c>&lt;optimized out&gt;</c>, and <c>&lt;error: ...&gt;</c> where it cannot be read.</param>
internal sealed record OracleVariable(string Name, string Type, bool IsArgument, int Line, string Value);
