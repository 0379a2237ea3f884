using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs.Network;
using Fleet.DeviceAgent.Logs.Records;
using Fleet.DeviceAgent.Logs.Syslog;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Tests.Shared;

namespace Fleet.DeviceAgent.Tests.Logs.Syslog;

/// <summary>Syslog from the programs that devices have: <c>logger</c> of util-linux, and rsyslog.</summary>
public sealed class SyslogProgramTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("--rfc3164")]
    [InlineData("--rfc5424=notq")]
    public async Task Logger_is_understood_over_udp(string format)
    {
        using var fixture = new LogFixture();
        using var store = fixture.Open();
        var parser = new SyslogParser(fixture.Intake(store));
        var intake = fixture.Intake(store);
        using (var listener = new LogDatagramListener("logs.syslog", new IPEndPoint(IPAddress.Loopback, 0), datagram => intake.Take(parser.Read(datagram.Span)), fixture.Counters))
        {
            await Npm.RunAsync("logger", _directory.Path, TestContext.Current.CancellationToken,
                format, "-n", "127.0.0.1", "-d", "-P", $"{((IPEndPoint)listener.EndPoint).Port}", "-t", "myapp", "-p", "user.err", "--id=4711", "hello world");
        }

        store.Flush();
        var record = Assert.Single(fixture.Records());
        Assert.Equal(("hello world", "myapp", 3), (record.Message, record.Source, record.Level));
        Assert.Contains("\"pid\":\"4711\"", FieldsText.Of(record.Fields, 1000), StringComparison.Ordinal);
        Assert.Contains("\"host\":", FieldsText.Of(record.Fields, 1000), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logger_is_understood_over_a_socket_like_dev_log_whose_stale_file_is_taken_over()
    {
        var path = _directory["log"];
        using (var left = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified))
        {
            left.Bind(new UnixDomainSocketEndPoint(path));
        }

        using var fixture = new LogFixture();
        using var store = fixture.Open();
        var intake = fixture.Intake(store);
        var parser = new SyslogParser(intake);
        using (var listener = new LogDatagramListener("logs.syslog_socket", new UnixDomainSocketEndPoint(path), datagram => intake.Take(parser.Read(datagram.Span)), fixture.Counters))
        {
            var taken = Assert.Throws<IOException>(() => new LogDatagramListener("logs.syslog_socket", new UnixDomainSocketEndPoint(path), _ => { }, fixture.Counters));
            Assert.Contains("logs.syslog_socket", taken.Message, StringComparison.Ordinal);
            await Npm.RunAsync("logger", _directory.Path, TestContext.Current.CancellationToken, "-u", path, "-t", "myapp", "-p", "daemon.debug", "over a socket");
        }

        Assert.False(File.Exists(path));
        store.Flush();
        var record = Assert.Single(fixture.Records());
        Assert.Equal(("over a socket", "myapp", 7), (record.Message, record.Source, record.Level));
    }

    [Theory]
    [InlineData("octet-counted", "RSYSLOG_SyslogProtocol23Format")]
    [InlineData("traditional", "RSYSLOG_TraditionalForwardFormat")]
    public async Task Rsyslog_forwards_to_it_over_tcp(string framing, string template)
    {
        const int Lines = 200;
        using var listener = new ListenerFixture(intake => new SyslogStream(intake));
        var configuration = _directory["rsyslog.conf"];
        var socket = _directory["log"];
        await File.WriteAllTextAsync(configuration,
            $"""
            global(workDirectory="{_directory.Path}")
            module(load="imuxsock" SysSock.Use="off")
            input(type="imuxsock" Socket="{socket}" CreatePath="on" RateLimit.Interval="0")
            action(type="omfwd" target="127.0.0.1" port="{listener.EndPoint.Port}" protocol="tcp" TCP_Framing="{framing}" template="{template}")
            """, TestContext.Current.CancellationToken);
        using var rsyslog = Process.Start(new ProcessStartInfo("/usr/sbin/rsyslogd", ["-n", "-f", configuration, "-i", _directory["pid"]]) { RedirectStandardError = true, UseShellExecute = false })!;
        try
        {
            var waited = Stopwatch.StartNew();
            while (!File.Exists(socket))
            {
                Assert.True(waited.Elapsed < Patience && !rsyslog.HasExited, "rsyslogd made no socket");
                await Task.Yield();
            }

            await File.WriteAllLinesAsync(_directory["lines"], Enumerable.Range(0, Lines).Select(i => $"line {i}"), TestContext.Current.CancellationToken);
            await Npm.RunAsync("logger", _directory.Path, TestContext.Current.CancellationToken, "-u", socket, "-t", "myapp", "-p", "user.warning", "-f", _directory["lines"]);
            var records = await listener.WaitForAsync(Lines);
            var lines = records.Where(record => record.Source == "myapp").ToList();
            Assert.Equal(Enumerable.Range(0, Lines).Select(i => $"line {i}"), lines.Select(record => record.Message.Trim()));
            Assert.All(lines, record => Assert.Equal(4, record.Level));
            Assert.Equal(0, listener.Counters[AgentCounter.LogConnectionsDropped]);
        }
        finally
        {
            rsyslog.Kill();
            await rsyslog.WaitForExitAsync(CancellationToken.None);
        }
    }
}
