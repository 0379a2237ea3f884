using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Collectd;

/// <summary>Debian's <c>collectd</c> with the plugins that devices use, at an interval of a second.</summary>
internal sealed class CollectdProcess : IDisposable
{
    private const string Program = "/usr/sbin/collectd";

    /// <summary>It must not outlive a test run that is killed.</summary>
    private const string LongestLife = "180";

    private readonly Process _process;
    private readonly TestLog _log = new();
    private readonly UdpClient _sender = new();
    private readonly int _statsdPort = FreePort.Udp();
    private bool _disposed;

    /// <param name="directory">For its files.</param>
    /// <param name="httpPort">Where write_http posts; null when it is not loaded.</param>
    /// <param name="networkPort">Where the network plugin sends; null when it is not loaded.</param>
    public CollectdProcess(TempDirectory directory, int? httpPort, int? networkPort)
    {
        Assert.True(File.Exists(Program), "needs Debian's collectd (apt-get install --no-install-recommends collectd-core libyajl2 libcurl3-gnutls)");
        File.WriteAllText(directory["collectd.conf"], Configuration(directory, httpPort, networkPort));
        _process = Process.Start(new ProcessStartInfo("timeout", ["-k", "5", LongestLife, Program, "-f", "-C", directory["collectd.conf"]])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        _process.ErrorDataReceived += (_, line) => _log.Log.Info("collectd", line.Data ?? "");
        _process.OutputDataReceived += (_, line) => _log.Log.Info("collectd", line.Data ?? "");
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public string Output => _log.Text;

    /// <summary>One packet to the StatsD port of collectd itself.</summary>
    public void SendStatsd(string packet) => _sender.Send(Encoding.ASCII.GetBytes(packet), "127.0.0.1", _statsdPort);

    /// <summary>SIGTERM, upon which it sends what it still has; waits for its end.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            using var kill = Process.Start("/bin/kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
            _process.WaitForExit();
        }

        _process.Dispose();
        _sender.Dispose();
    }

    private string Configuration(TempDirectory directory, int? httpPort, int? networkPort) =>
        $"""
        Hostname "device"
        FQDNLookup false
        BaseDir "{directory.Path}"
        PIDFile "{directory["collectd.pid"]}"
        PluginDir "/usr/lib/collectd"
        TypesDB "/usr/share/collectd/types.db"
        Interval 1
        LoadPlugin logfile
        <Plugin logfile>
          File stderr
        </Plugin>
        LoadPlugin cpu
        LoadPlugin memory
        LoadPlugin load
        LoadPlugin interface
        LoadPlugin df
        <Plugin df>
          MountPoint "/"
        </Plugin>
        LoadPlugin statsd
        <Plugin statsd>
          Host "127.0.0.1"
          Port "{_statsdPort}"
        </Plugin>
        {(httpPort is null ? "" : $"""
        LoadPlugin write_http
        <Plugin write_http>
          <Node "fleet">
            URL "http://127.0.0.1:{httpPort}/collectd"
            Format "JSON"
            BufferSize 2048
            LogHttpError true
          </Node>
        </Plugin>
        """)}
        {(networkPort is null ? "" : $"""
        LoadPlugin network
        <Plugin network>
          Server "127.0.0.1" "{networkPort}"
        </Plugin>
        """)}

        """;
}
