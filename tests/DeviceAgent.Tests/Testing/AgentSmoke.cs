using System.Text.Json;

namespace Fleet.DeviceAgent.Tests.Testing;

internal static class AgentSmoke
{
    /// <summary>Asks until the agent has taken so many samples from datagrams, which arrive when they arrive.</summary>
    public static async Task WaitForSamplesAsync(AgentProcess agent, long samples)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            using var status = JsonDocument.Parse((await agent.CtlAsync("status", "--json")).Output);
            if (status.RootElement.GetProperty("counters").GetProperty("fleet.agent.statsd_samples").GetInt64() >= samples)
            {
                return;
            }
        }
    }
}
