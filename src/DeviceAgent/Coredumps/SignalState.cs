namespace Fleet.DeviceAgent.Coredumps;

/// <summary>What the kernel says of the signal (<c>siginfo_t</c>).</summary>
/// <param name="Signal"><c>si_signo</c>.</param>
/// <param name="Code"><c>si_code</c>.</param>
/// <param name="FaultAddress"><c>si_addr</c> where it is the address of memory that was accessed.</param>
internal readonly record struct SignalState(int Signal, int Code, ulong? FaultAddress);
