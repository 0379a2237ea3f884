namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Crashes that count, with a summary or without.</summary>
/// <param name="Count">1; more where marks of one program were added up, for want of room.</param>
/// <param name="BootId">Boot in which it was.</param>
/// <param name="WallMs">Wall clock at the (last) crash.</param>
/// <param name="UptimeMs">Uptime at the (last) crash.</param>
/// <param name="Program">Name of the process.</param>
internal readonly record struct HandlerMark(long Count, Guid BootId, long WallMs, long UptimeMs, string Program);
