using System.Net;
using System.Net.Sockets;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs.Files;
using Fleet.DeviceAgent.Logs.Fluent;
using Fleet.DeviceAgent.Logs.Journal;
using Fleet.DeviceAgent.Logs.Network;
using Fleet.DeviceAgent.Logs.Store;
using Fleet.DeviceAgent.Logs.Syslog;
using Fleet.DeviceAgent.Logs.Upload;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Requests;
using Fleet.DeviceAgent.Spooling;

namespace Fleet.DeviceAgent.Logs;

/// <summary>
/// The log of a device, put together:
/// <code>
/// syslog (UDP, TCP, socket) ┐
/// fluent-bit, forward (TCP) ├→ LogIntake → LogStore → chunks on disk → LogUploads → spool and queue
/// journalctl, files         ┘          ↘ LogTail
/// </code>
/// What is not enabled is not there: nothing listens and nothing touches the disk.
/// </summary>
internal sealed class LogCollection : IDisposable
{
    private readonly LogStore? _store;
    private readonly LogUploads? _uploads;
    private readonly List<LogTcpListener> _listeners = [];
    private readonly List<LogDatagramListener> _datagrams = [];
    private readonly JournalSource? _journal;
    private readonly FileSource? _files;
    private readonly TimeSpan _flushInterval;
    private readonly TimeProvider _time;

    /// <param name="options">Of the configuration.</param>
    /// <param name="directory">Where the log is kept.</param>
    /// <param name="bootId">Of the running system.</param>
    /// <param name="outbox">Takes pieces of the log for the server.</param>
    /// <param name="isLogging">Whether the server wants each piece.</param>
    /// <param name="reportInterval">How often the disk is flushed when the configuration does not say.</param>
    /// <exception cref="IOException">The folder, a port or the socket cannot be had; the message names the setting.</exception>
    public LogCollection(
        LogOptions options,
        string directory,
        Guid bootId,
        DeviceClock clock,
        AttachmentOutbox outbox,
        Func<bool> isLogging,
        Func<TimeSpan> reportInterval,
        AgentCounters counters,
        AgentLog log)
    {
        _time = clock.Time;
        _flushInterval = options.Store.FlushInterval;
        if (!options.IsEnabled)
        {
            return;
        }

        _store = LogStore.Open(directory, options.Store, bootId, clock, reportInterval, log, counters);
        _uploads = new LogUploads(_store, outbox, isLogging, Path.Combine(directory, "looked-at"), counters, log);
        var limit = new LogLineLimit(options.LinesPerMinute, _time);
        var intake = new LogIntake(_store, Tail, limit, options.MinimumLevel, counters, log, _time);
        _journal = options.Journal ? new JournalSource(intake, _store, options.JournalOptions, counters, log, _time) : null;
        _files = options.Files.Count > 0 ? new FileSource(options.Files, intake, _store, counters, log, _time) : null;
        try
        {
            ListenTcp("logs.syslog_tcp", options.SyslogTcp, new SyslogStream(intake), counters, log);
            ListenTcp("logs.fluent_bit", options.FluentBit, new FluentBitProtocol(intake), counters, log);
            ListenTcp("logs.forward", options.Forward, new ForwardProtocol(intake), counters, log);
            ListenDatagrams("logs.syslog", options.Syslog, intake, counters);
            ListenDatagrams("logs.syslog_socket", options.SyslogSocket.Length > 0 ? new UnixDomainSocketEndPoint(options.SyslogSocket) : null, intake, counters);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public LogTail Tail { get; } = new();

    /// <summary>Null when logs are not enabled.</summary>
    public LogStore? Store => _store;

    /// <summary>What the server may ask of the log.</summary>
    public IReadOnlyList<IRequestHandler> Handlers => _store is null ? [] : [new LogRequestHandler(_store, _uploads!)];

    /// <summary>Runs until stopped.</summary>
    public Task RunAsync(CancellationToken stop)
    {
        List<Task> running = [TickAsync(stop), .. _listeners.Select(listener => listener.RunAsync(stop))];
        if (_journal is not null)
        {
            running.Add(_journal.RunAsync(stop));
        }

        if (_files is not null)
        {
            running.Add(_files.RunAsync(stop));
        }

        return Task.WhenAll(running);
    }

    /// <summary>Closes the connections that have brought nothing for a while.</summary>
    /// <returns>How many there were.</returns>
    public long Close(TimeSpan silence)
    {
        var closed = 0L;
        _listeners.ForEach(listener => closed += listener.Close(silence));
        return closed;
    }

    /// <summary>Takes what has arrived, writes it, and stops.</summary>
    public void Dispose()
    {
        _listeners.ForEach(listener => listener.Dispose());
        _datagrams.ForEach(listener => listener.Dispose());
        _files?.Dispose();
        _store?.Dispose();
    }

    private async Task TickAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(_store is null ? Timeout.InfiniteTimeSpan : _flushInterval, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _datagrams.ForEach(listener => listener.CountKernelDrops());
            _store?.Tick();
            _uploads?.QueueDue();
        }
    }

    private void ListenTcp(string setting, IPEndPoint? endpoint, ILogProtocol protocol, AgentCounters counters, AgentLog log)
    {
        if (endpoint is not null)
        {
            _listeners.Add(new LogTcpListener(setting, endpoint, protocol, counters, log, _time));
        }
    }

    private void ListenDatagrams(string setting, EndPoint? endpoint, LogIntake intake, AgentCounters counters)
    {
        if (endpoint is not null)
        {
            var parser = new SyslogParser(intake);
            _datagrams.Add(new LogDatagramListener(setting, endpoint, datagram => intake.Take(parser.Read(datagram.Span)), counters));
        }
    }
}
