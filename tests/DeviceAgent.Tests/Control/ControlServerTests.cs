using System.Net.Sockets;
using System.Text;
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
        using var listener = new ControlListener();
        using var server = new ControlServer(listener.Listen(directory["control.sock"]), new Dictionary<string, ControlHandler>(StringComparer.Ordinal)
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

    [Theory]
    [InlineData("""{"command":"\ud800"}""")]
    [InlineData("""{"command":"echo","text":"\ud800"}""")]
    [InlineData("{\"command\":\"echo\",\"text\":\"\u00ff\"")]
    public async Task A_text_that_is_no_text_is_said_to_be_wrong(string line)
    {
        using var directory = new TempDirectory();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var listener = new ControlListener();
        using var server = new ControlServer(listener.Listen(directory["control.sock"]), new Dictionary<string, ControlHandler>(StringComparer.Ordinal)
        {
            ["echo"] = (request, reply, _) =>
            {
                reply.WriteString("text", request.GetProperty("text").GetString());
                return Task.CompletedTask;
            },
        }, TimeProvider.System, new TestLog().Log);
        var running = server.RunAsync(stop.Token);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(directory["control.sock"]), stop.Token);
        await socket.SendAsync(Encoding.Latin1.GetBytes(line + "\n"), stop.Token);
        using var reader = new StreamReader(new NetworkStream(socket));
        Assert.StartsWith("""{"ok":false,"error":""", await reader.ReadLineAsync(stop.Token), StringComparison.Ordinal);
        await stop.CancelAsync();
        await running;
    }
}
