using System.Reflection;

namespace Fleet.DeviceAgent;

/// <summary>How the agent calls itself, to servers and to people.</summary>
internal static class AgentVersion
{
    public const string Name = "fleetd";

    public static readonly string Number = typeof(AgentVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
