namespace Fleet.Symbolication.Core;

/// <summary>A part of a file in memory (<c>NT_FILE</c>).</summary>
/// <param name="End">Behind the last address.</param>
/// <param name="Offset">In the file, in bytes.</param>
/// <param name="Path">As the process saw it. The kernel's <c> (deleted)</c> is taken off: the file was replaced, which is no other name.</param>
public readonly record struct MappedFile(ulong Start, ulong End, ulong Offset, string Path);
