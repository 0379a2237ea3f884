using System.Globalization;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Sync;

/// <summary>The configuration that the server gave, kept over restarts, and what follows from it and from the local one.</summary>
internal sealed class ServerConfiguration
{
    /// <summary>Shorter intervals are a server's mistake that would wear out device and server alike.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan LongestInterval = TimeSpan.FromDays(7);

    /// <summary>Of reports in developer mode.</summary>
    public static readonly TimeSpan DeveloperInterval = TimeSpan.FromSeconds(10);

    /// <summary>Words in the file: what the first version wrote, and what this one does.</summary>
    private const int LeastParts = 5;
    private const int AllParts = 7;

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly TimeSpan _localInterval;
    private readonly bool _isIntervalPinned;
    private readonly AgentLog _log;
    private volatile DeviceConfiguration? _current;
    private long _serverAheadMs;
    private long _localDeveloperUntil;

    /// <param name="path">Where it is kept.</param>
    /// <param name="localInterval">The report interval of the local configuration.</param>
    /// <param name="isIntervalPinned">Whether that one stands whatever the server says: it was given on the command line.</param>
    /// <param name="time">The device's clock.</param>
    /// <param name="log">Told of what is adopted.</param>
    public ServerConfiguration(string path, TimeSpan localInterval, bool isIntervalPinned, TimeProvider time, AgentLog log)
    {
        _time = time;
        _path = path;
        _localInterval = localInterval;
        _isIntervalPinned = isIntervalPinned;
        _log = log;
        _current = Read();
    }

    /// <summary>0 when the server never gave one.</summary>
    public long Revision => _current?.Revision ?? 0;

    public bool IsMonitoring => IsDeveloper || (_current?.Monitoring ?? true);

    /// <summary>Whether coredumps, traces and recordings are sent.</summary>
    public bool IsDebugging => IsDeveloper || (_current?.Debugging ?? true);

    /// <summary>Whether logs are sent without being asked for.</summary>
    public bool IsLogging => IsDeveloper || (_current?.Logging ?? false);

    /// <summary>For a limited time all is on, and reports come often. It ends by itself, also when no server is in reach any more.</summary>
    public bool IsDeveloper => IsLocalDeveloper || _current is { DeveloperUntilMs: > 0 and var until } && _time.GetUtcNow().ToUnixTimeMilliseconds() + Interlocked.Read(ref _serverAheadMs) < until;

    private bool IsLocalDeveloper => Interlocked.Read(ref _localDeveloperUntil) is > 0 and var until && _time.GetTimestamp() < until;

    /// <summary>Developer mode by the word of a person at the device; ends with the process. Zero ends it now.</summary>
    public void BeDeveloperFor(TimeSpan duration)
    {
        Interlocked.Exchange(ref _localDeveloperUntil, duration == TimeSpan.Zero ? 0 : _time.GetTimestamp() + (long)(duration.TotalSeconds * _time.TimestampFrequency));
        _log.Info("control", duration == TimeSpan.Zero ? "developer mode ends" : $"developer mode for {duration}");
    }

    /// <summary>What may be sent in a day; 0 when the server leaves it to the device.</summary>
    public long BytesPerDay => _current?.BytesPerDay ?? 0;

    /// <summary>Takes note of how far the device's clock is behind the server's, by which the server's times are understood.</summary>
    public void ServerSays(long serverMs, long wallMs) => Interlocked.Exchange(ref _serverAheadMs, serverMs - wallMs);

    public TimeSpan ReportInterval
    {
        get
        {
            if (!_isIntervalPinned && IsDeveloper)
            {
                return DeveloperInterval;
            }

            if (_isIntervalPinned || _current is not { ReportIntervalMs: > 0 } current)
            {
                return _localInterval;
            }

            var asked = Math.Clamp(current.ReportIntervalMs, (long)ShortestInterval.TotalMilliseconds, (long)LongestInterval.TotalMilliseconds);
            return TimeSpan.FromMilliseconds(asked);
        }
    }

    /// <summary>Takes a configuration over, durably, before it is confirmed. False when it is the one that runs.</summary>
    /// <exception cref="IOException">It could not be kept, and is not in force.</exception>
    public bool Adopt(DeviceConfiguration configuration)
    {
        if (configuration == _current)
        {
            return false;
        }

        AtomicFile.Replace(
            _path,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{configuration.Revision} {configuration.ReportIntervalMs} {configuration.Monitoring} {configuration.Debugging} {configuration.Logging} {configuration.DeveloperUntilMs} {configuration.BytesPerDay}\n"),
            durable: true);
        _current = configuration;
        _log.Info("sync", $"configuration revision {configuration.Revision}: report every {ReportInterval}, monitoring {(configuration.Monitoring ? "on" : "off")}");
        return true;
    }

    private DeviceConfiguration? Read()
    {
        try
        {
            if (!File.Exists(_path))
            {
                return null;
            }

            var parts = File.ReadAllText(_path).Split(' ', StringSplitOptions.TrimEntries);
            var (developer, budget) = (0L, 0L);
            if (parts.Length is LeastParts or AllParts
                && long.TryParse(parts[0], out var revision)
                && long.TryParse(parts[1], out var interval)
                && bool.TryParse(parts[2], out var monitoring)
                && bool.TryParse(parts[3], out var debugging)
                && bool.TryParse(parts[4], out var logging)
                && (parts.Length == LeastParts || (long.TryParse(parts[5], out developer) && long.TryParse(parts[6], out budget))))
            {
                return new DeviceConfiguration(revision, interval, monitoring, debugging, logging, developer, budget);
            }

            DamagedFile.BeginAnew(_path, "sync", "the server will give its configuration again", _log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Warn("sync", $"{_path}: {e.Message}; the server will give its configuration again");
        }

        return null;
    }
}
