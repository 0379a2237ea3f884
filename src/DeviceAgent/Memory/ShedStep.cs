using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Memory;

/// <summary>Something that can be done without.</summary>
/// <param name="what">Is given up, for the log.</param>
/// <param name="counter">Of how much was.</param>
/// <param name="shed">Gives it up; returns how much there was of it, 0 for nothing.</param>
internal sealed class ShedStep(string what, AgentCounter counter, Func<long> shed)
{
    public string What { get; } = what;

    public AgentCounter Counter { get; } = counter;

    public Func<long> Shed { get; } = shed;
}
