namespace Fleet.Symbolication.Core;

/// <summary><c>NT_PRPSINFO</c>.</summary>
/// <param name="Pid">In the process's own namespace, as the ids of threads are.</param>
/// <param name="Name">At most 15 bytes: of the first thread.</param>
/// <param name="Arguments">The beginning of the command line; empty in cores that our agent trimmed.</param>
public sealed record CoreProcess(int Pid, string Name, string Arguments);
