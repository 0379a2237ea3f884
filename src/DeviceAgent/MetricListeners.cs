using System.Net;
using System.Net.Sockets;
using Fleet.DeviceAgent.Collectd;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Statsd;

namespace Fleet.DeviceAgent;

/// <summary>All that programs send metrics to, as far as the configuration opens it: StatsD by UDP and Unix socket, collectd by HTTP and UDP.</summary>
internal sealed class MetricListeners : IDisposable
{
    private readonly StatsdListener? _statsd;
    private readonly StatsdSocket? _statsdSocket;
    private readonly CollectdHttpListener? _collectdHttp;
    private readonly CollectdNetworkListener? _collectdNetwork;

    /// <param name="configuration">Which of them, and where.</param>
    /// <param name="aggregator">Takes what they receive.</param>
    /// <param name="counters">Takes count of what they do not take.</param>
    /// <param name="time">Of the observations.</param>
    /// <param name="procRoot">For the kernel's counts of drops.</param>
    /// <param name="log">For what cannot be read.</param>
    /// <exception cref="IOException">An address or a socket cannot be had; the message names the setting.</exception>
    public MetricListeners(
        AgentConfiguration configuration, MetricAggregator aggregator, AgentCounters counters, TimeProvider time, string procRoot, AgentLog log)
    {
        var tags = new TagKeys(configuration.StatsdTags);
        var collectd = new CollectdIntake(aggregator, new KeepList(configuration.CollectdKeep), counters, time);
        var complaints = new CollectdComplaints(log, time);
        try
        {
            // One intake for each thread: it remembers what it last complained of.
            _statsd = Open("statsd.listen", "UDP", configuration.Statsd, endpoint =>
                new StatsdListener(endpoint, new StatsdIntake(aggregator, tags, counters, log, time), counters, procRoot));
            _statsdSocket = configuration.StatsdSocket is { } path ? new StatsdSocket(path, new StatsdIntake(aggregator, tags, counters, log, time), counters) : null;
            _collectdHttp = Open("collectd.http", "TCP", configuration.CollectdHttp, endpoint =>
                new CollectdHttpListener(endpoint, collectd, counters, complaints, log, HttpLimits.Default));
            _collectdNetwork = Open("collectd.network", "UDP", configuration.CollectdNetwork, endpoint =>
                new CollectdNetworkListener(endpoint, ReadTypes(configuration.CollectdTypesDb, log), collectd, counters, complaints, procRoot));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where StatsD is taken, for people; empty when nowhere.</summary>
    public string Statsd => Join(_statsd?.EndPoint.ToString(), _statsdSocket?.Path);

    /// <summary>Where collectd is taken, for people; empty when nowhere.</summary>
    public string Collectd => Join(
        _collectdHttp is { } http ? $"http://{http.EndPoint}{CollectdHttpListener.Path}" : null, _collectdNetwork?.EndPoint.ToString());

    /// <summary>The work of those that have no thread of their own; each part ends when it is stopped.</summary>
    public IEnumerable<Func<CancellationToken, Task>> Parts
    {
        get
        {
            if (_collectdHttp is not null)
            {
                yield return _collectdHttp.RunAsync;
            }

            if (_collectdNetwork is not null)
            {
                yield return _collectdNetwork.RunAsync;
            }
        }
    }

    public void Start()
    {
        _statsd?.Start();
        _statsdSocket?.Start();
    }

    /// <summary>Adds what the kernel dropped since the last call to the counters.</summary>
    public void CountKernelDrops()
    {
        _statsd?.CountKernelDrops();
        _collectdNetwork?.CountKernelDrops();
    }

    /// <summary>Takes what has arrived so far, then stops.</summary>
    public void Dispose()
    {
        _statsd?.Dispose();
        _statsdSocket?.Dispose();
        _collectdHttp?.Dispose();
        _collectdNetwork?.Dispose();
    }

    private static T? Open<T>(string setting, string protocol, IPEndPoint? endpoint, Func<IPEndPoint, T> open)
        where T : class
    {
        try
        {
            return endpoint is null ? null : open(endpoint);
        }
        catch (SocketException e)
        {
            throw new IOException($"{setting}: cannot listen on {protocol} {endpoint}: {e.Message}", e);
        }
    }

    /// <summary>What cannot be read costs names, not the daemon: the usual types are built in.</summary>
    private static TypesDb ReadTypes(string? path, AgentLog log)
    {
        var types = new TypesDb();
        try
        {
            if (path is not null || File.Exists(TypesDb.DefaultFile))
            {
                foreach (var problem in types.Read(path ?? TypesDb.DefaultFile))
                {
                    log.Warn("collectd", problem);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("collectd", $"collectd.types_db: {e.Message}");
        }

        return types;
    }

    private static string Join(params string?[] places) => string.Join(", ", places.Where(place => place is not null));
}
