namespace Fleet.Symbolication.Core;

/// <summary>What ended the process (<c>siginfo_t</c>).</summary>
/// <param name="Number">As on all architectures that are supported: 11 is SIGSEGV, 6 SIGABRT.</param>
/// <param name="Code"><c>si_code</c>; null when the core does not say (emulators).</param>
/// <param name="FaultAddress">
/// Of SIGSEGV and SIGBUS what was accessed, of SIGILL, SIGFPE and SIGTRAP the instruction; null when a process sent the signal, and where the kernel does
/// not know it: of an address that is not canonical, for example.
/// </param>
public sealed record CoreSignal(int Number, int? Code, ulong? FaultAddress);
