using Fleet.DeviceAgent.Commands.Verbs;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.Tests.Shared;

namespace Fleet.DeviceAgent.Tests;

/// <summary><c>docs/agent.md</c> is what people configure the agent by: it says what the code says.</summary>
public sealed class AgentDocumentTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "agent.md"));

    [Fact]
    public void Every_setting_and_its_option_is_in_the_table() => Assert.All(Settings.All, setting =>
    {
        Assert.Contains($"`{setting.Key}`", Text, StringComparison.Ordinal);
        Assert.True(setting.Option is null || Text.Contains($"`{setting.Option}", StringComparison.Ordinal), setting.Option);
    });

    [Fact]
    public void Every_counter_is_in_the_table() => Assert.All(AgentCounters.All, counter =>
        Assert.Contains($"`{AgentCounters.KeyOf(counter).Replace("fleet.agent.", "", StringComparison.Ordinal)}`", Text, StringComparison.Ordinal));

    [Fact]
    public void Every_command_of_fleetctl_is_in_the_document() => Assert.All(FleetctlVerbs.All, verb =>
        Assert.True(Text.Contains($"`{verb.Name} ", StringComparison.Ordinal) || Text.Contains($"`{verb.Name}`", StringComparison.Ordinal) || Text.Contains($"fleetctl {verb.Name}", StringComparison.Ordinal), verb.Name));
}
