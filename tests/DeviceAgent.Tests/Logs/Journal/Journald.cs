using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Fleet.DeviceAgent.Tests.Logs.Journal;

/// <summary>A real systemd-journald for one namespace of its own, which nothing else on the machine writes to.</summary>
internal sealed class Journald : IDisposable
{
    private const string Program = "/usr/lib/systemd/systemd-journald";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    private Journald(string name, Process process)
    {
        Name = name;
        _process = process;
    }

    public string Name { get; }

    private string Runtime => $"/run/systemd/journal.{Name}";

    public static async Task<Journald> StartAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists(Program), $"runs {Program} (Debian's package systemd) as root");
        var name = $"fleet{Guid.NewGuid():n}"[..16];
        var journald = new Journald(name, Process.Start(new ProcessStartInfo(Program, [name]) { UseShellExecute = false, RedirectStandardError = true })!);
        var waited = Stopwatch.StartNew();
        while (!File.Exists($"{journald.Runtime}/socket"))
        {
            Assert.True(waited.Elapsed < Patience && !journald._process.HasExited, "systemd-journald made no socket");
            await Task.Yield();
        }

        await journald._socket.ConnectAsync(new UnixDomainSocketEndPoint($"{journald.Runtime}/socket"));
        return journald;
    }

    /// <summary>Writes an entry in the journal's own protocol; waits while its buffer is full.</summary>
    public void Write(string message, string identifier = "test") =>
        _socket.Send(Encoding.UTF8.GetBytes($"MESSAGE={message}\nPRIORITY=4\nSYSLOG_IDENTIFIER={identifier}\nCUSTOM=yes\n"));

    /// <summary>Processes that read this journal.</summary>
    public int Readers() => Directory.EnumerateDirectories("/proc").Count(process =>
    {
        try
        {
            return File.ReadAllText($"{process}/cmdline") is var command && command.StartsWith("journalctl", StringComparison.Ordinal) && command.Contains(Name, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    public void Dispose()
    {
        _socket.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        foreach (var left in (string[])[Runtime, .. Journals("/var/log/journal"), .. Journals("/run/log/journal")])
        {
            if (Directory.Exists(left))
            {
                Directory.Delete(left, recursive: true);
            }
        }
    }

    private IEnumerable<string> Journals(string root) => Directory.Exists(root) ? Directory.GetDirectories(root, $"*.{Name}") : [];
}
