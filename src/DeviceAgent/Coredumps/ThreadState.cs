namespace Fleet.DeviceAgent.Coredumps;

/// <summary>A thread at the moment of the crash.</summary>
/// <param name="Id">In the process's own pid namespace.</param>
/// <param name="Signal">That it got.</param>
/// <param name="Pc">Program counter.</param>
/// <param name="Sp">Stack pointer.</param>
/// <param name="FramePointer">0 where the machine has none.</param>
/// <param name="Link">Link register; 0 where the machine has none.</param>
internal readonly record struct ThreadState(int Id, int Signal, ulong Pc, ulong Sp, ulong FramePointer, ulong Link);
