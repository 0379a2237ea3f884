using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Fleet.DeviceAgent.Native;

/// <summary>Tells systemd how the service is, by the socket that it names in <c>NOTIFY_SOCKET</c>; nothing where there is none. See sd_notify(3).</summary>
internal static class ServiceManager
{
    private static readonly string? Path = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");

    /// <summary>How often the manager wants a sign of life; null when it does not watch.</summary>
    public static TimeSpan? WatchdogInterval { get; } =
        long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;

    /// <summary>Best effort: a manager that does not listen is no reason to stop.</summary>
    public static void Notify(string state)
    {
        if (string.IsNullOrEmpty(Path))
        {
            return;
        }

        try
        {
            // A leading @ names a socket without a file.
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(Path[0] == '@' ? '\0' + Path[1..] : Path));
        }
        catch (SocketException)
        {
        }
    }

    /// <summary>Signs of life, twice as often as asked for, as long as <paramref name="isAlive"/> returns at all.</summary>
    public static async Task WatchdogAsync(Action isAlive, TimeProvider time, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(WatchdogInterval / 2 ?? Timeout.InfiniteTimeSpan, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stop.IsCancellationRequested)
            {
                isAlive();
                Notify("WATCHDOG=1");
            }
        }
    }
}
