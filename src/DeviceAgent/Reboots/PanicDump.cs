namespace Fleet.DeviceAgent.Reboots;

/// <summary>What pstore keeps of a kernel panic.</summary>
/// <param name="Files">That it lies in.</param>
/// <param name="Stamp">Names this very dump, so that it is told once also when its files stay.</param>
/// <param name="Log">The end of the kernel's log.</param>
internal sealed record PanicDump(IReadOnlyList<string> Files, string Stamp, string Log);
