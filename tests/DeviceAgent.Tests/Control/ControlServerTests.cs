using Fleet.DeviceAgent.Control;
using Fleet.DeviceAgent.Tests.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Control;

public sealed class ControlServerTests
{
    [Fact]
    public async Task A_command_that_takes_its_time_is_answered_all_the_same()
    {
        using var directory = new TempDirectory();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var time = new FakeTimeProvider();
        using var server = new ControlServer(directory["control.sock"], new Dictionary<string, ControlHandler>(StringComparer.Ordinal)
        {
            ["sync"] = (_, _, _) =>
            {
                time.Advance(TimeSpan.FromMinutes(1));
                return Task.CompletedTask;
            },
        }, time, new TestLog().Log);
        var running = server.RunAsync(stop.Token);
        Assert.Equal("{\"ok\":true}", await ControlClient.CallAsync(directory["control.sock"], command => command.WriteString("command", "sync"), stop.Token));
        await stop.CancelAsync();
        await running;
    }
}
