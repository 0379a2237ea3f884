namespace Fleet.DeviceAgent.Coredumps;

/// <summary>What was kept of one program in the hour that runs.</summary>
/// <param name="Program">Its name.</param>
/// <param name="StartMs">Start of the hour, milliseconds since 1970 UTC.</param>
/// <param name="Cores">Kept since.</param>
/// <param name="Summaries">Written since.</param>
internal sealed record CrashWindow(string Program, long StartMs, int Cores, int Summaries);
