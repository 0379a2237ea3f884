using System.Diagnostics;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs.Fluent;
using Fleet.DeviceAgent.Logs.Records;
using Fleet.Tests.Shared;

namespace Fleet.DeviceAgent.Tests.Logs.Fluent;

/// <summary>The forward protocol from the clients that programs use.</summary>
public sealed class FluentClientTests
{
    private const int Lines = 200;

    private const string PythonClient =
        """
        import sys
        from fluent import sender
        logger = sender.FluentSender('app', host='127.0.0.1', port=int(sys.argv[1]), nanosecond_precision=True)
        for i in range(int(sys.argv[2])):
            assert logger.emit_with_time('web', 1700000000.5 + i if i % 2 else 1700000000 + i, {'message': f'line {i}', 'level': 'warn', 'n': i, 'odd': [None, True, {'deep': 1.5}]}), logger.last_error
        logger.close()
        """;

    [Theory]
    [InlineData("@fluent-org/logger", "Message", false)]
    [InlineData("@fluent-org/logger", "Message", true)]
    [InlineData("@fluent-org/logger", "Forward", true)]
    [InlineData("@fluent-org/logger", "PackedForward", false)]
    [InlineData("@fluent-org/logger", "PackedForward", true)]
    [InlineData("@fluent-org/logger", "CompressedPackedForward", true)]
    [InlineData("fluent-logger", "Message", true)]
    [InlineData("fluent-logger", "PackedForward", true)]
    [InlineData("fluent-logger", "CompressedPackedForward", true)]
    public async Task Every_mode_of_the_npm_clients_is_taken_and_acknowledged(string client, string mode, bool acknowledged)
    {
        var folder = await Npm.InstallAsync(Path.Combine(Checkout.Root, "tests", "DeviceAgent.Tests", "Logs", "fluent-clients"), TestContext.Current.CancellationToken);
        using var listener = new ListenerFixture(intake => new ForwardProtocol(intake));
        await Npm.RunAsync("node", folder, TestContext.Current.CancellationToken, "send.cjs", client, $"{listener.EndPoint.Port}", mode, $"{Lines}", acknowledged ? "true" : "false");
        await CheckAsync(listener);
    }

    [Fact]
    public async Task The_python_client_is_understood()
    {
        using var listener = new ListenerFixture(intake => new ForwardProtocol(intake));
        var script = new ProcessStartInfo("/usr/bin/python3", ["-c", PythonClient, $"{listener.EndPoint.Port}", $"{Lines}"]) { RedirectStandardError = true, UseShellExecute = false };
        using var python = Process.Start(script)!;
        var errors = await python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(python.ExitCode == 0, $"needs Debian's python3-fluent-logger: {errors}");
        await CheckAsync(listener);
    }

    private static async Task CheckAsync(ListenerFixture listener)
    {
        var records = await listener.WaitForAsync(Lines);
        Assert.Equal(Enumerable.Range(0, Lines).Select(i => $"line {i}"), records.Select(record => record.Message).OrderBy(message => int.Parse(message[5..])));
        Assert.All(records, record =>
        {
            Assert.Equal((4, "app.web"), (record.Level, record.Source));
            Assert.Equal($"{{\"n\":{record.Message[5..]},\"odd\":[null,true,{{\"deep\":1.5}}]}}", FieldsText.Of(record.Fields, 1000));
            Assert.InRange(record.TimeUs, 1_700_000_000_000_000, 4_000_000_000_000_000);
        });
        Assert.Equal(0, listener.Counters[AgentCounter.LogMalformed]);
        Assert.Equal(0, listener.Counters[AgentCounter.LogConnectionsDropped]);
    }
}
