using System.Diagnostics;
using System.Text.Json;
using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Logs;

/// <summary>What tests ask of an agent's log.</summary>
internal static class AgentLogs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Texts of the last lines.</summary>
    public static async Task<List<string>> TailAsync(AgentProcess agent, int lines)
    {
        var (code, output, errors) = await agent.CtlAsync("logs", "-n", $"{lines}", "--json");
        Assert.True(code == ExitCode.Success, errors);
        using var answer = JsonDocument.Parse(output);
        return [.. answer.RootElement.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("text").GetString()!)];
    }

    /// <summary>Waits for the last line to be this.</summary>
    public static async Task WaitForLineAsync(AgentProcess agent, string text)
    {
        var waited = Stopwatch.StartNew();
        while (!(await TailAsync(agent, 20)).Contains(text))
        {
            Assert.True(waited.Elapsed < Patience, $"no line '{text}': {string.Join(" | ", await TailAsync(agent, 5))}; {agent.Errors}");
        }
    }

    public static async Task<long> CounterAsync(AgentProcess agent, string name)
    {
        using var status = JsonDocument.Parse((await agent.CtlAsync("status", "--json")).Output);
        return status.RootElement.GetProperty("counters").GetProperty($"fleet.agent.{name}").GetInt64();
    }
}
