namespace Fleet.Symbolication.Core;

/// <summary>A range of the process's memory, whether its content was kept or not.</summary>
/// <param name="End">Behind the last address.</param>
public readonly record struct CoreRegion(ulong Start, ulong End, bool IsWritable, bool IsExecutable)
{
    public bool Contains(ulong address) => Start <= address && address < End;
}
