namespace Fleet.DeviceAgent.Reboots;

/// <summary>One record of what the kernel said as it ended.</summary>
/// <param name="Path">The file.</param>
/// <param name="Written">When, in ticks of UTC.</param>
/// <param name="Head">Its first characters, which say what it is.</param>
/// <param name="End">Its last lines.</param>
internal sealed record PanicPart(string Path, long Written, string Head, string End);
