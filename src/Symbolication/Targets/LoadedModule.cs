namespace Fleet.Symbolication.Targets;

/// <summary>A program or library as it was mapped.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">Behind the last.</param>
/// <param name="Bias">Address in memory less address in the file's program headers, modulo 2^64.</param>
/// <param name="Path">As the process saw it; empty when unknown.</param>
/// <param name="BuildId">Lower-case hexadecimal; empty when unknown.</param>
public sealed record LoadedModule(ulong Start, ulong End, ulong Bias, string Path, string BuildId)
{
    public bool Contains(ulong address) => Start <= address && address < End;
}
