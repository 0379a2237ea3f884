using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Memory;

/// <summary>Something that can be done without.</summary>
/// <param name="What">Is given up, for the log.</param>
/// <param name="Counter">Of how much was.</param>
/// <param name="Shed">Gives it up; returns how much there was of it, 0 for nothing.</param>
internal sealed record ShedStep(string What, AgentCounter Counter, Func<long> Shed);
