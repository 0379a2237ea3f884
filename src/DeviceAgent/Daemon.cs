using Fleet.DeviceAgent.Applications;
using Fleet.DeviceAgent.Battery;
using Fleet.DeviceAgent.Budgets;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Control;
using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Crashes;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Export;
using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Logs;
using Fleet.DeviceAgent.Memory;
using Fleet.DeviceAgent.Metrics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Reboots;
using Fleet.DeviceAgent.Reports;
using Fleet.DeviceAgent.Requests;
using Fleet.DeviceAgent.Spooling;
using Fleet.DeviceAgent.Statsd;
using Fleet.DeviceAgent.Sync;
using Fleet.DeviceAgent.Telemetry;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent;

/// <summary>
/// Puts the parts together and runs them:
/// <code>
/// MetricListeners → intakes     ┐
/// SystemMetrics (collectors)    ├→ MetricAggregator → Reporter → EntryQueue → SyncExchange → server
/// AgentMetrics (own counters)   ┘      ReportLoop ↗      SyncLoop ↗
/// LogCollection (a log of its own on disk) → AttachmentOutbox ↗
/// </code>
/// </summary>
internal sealed class Daemon(AgentConfiguration configuration, TimeProvider time, HostRoots roots, ControlListener listener, AgentLog log)
{
    private static readonly TimeSpan FinalSyncTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestFirstDelay = TimeSpan.FromSeconds(30);

    /// <summary>What a peer has begun and not gone on with for so long, it will hardly end.</summary>
    private static readonly TimeSpan SilentConnection = TimeSpan.FromSeconds(10);

    /// <summary>Runs until stopped; then queues the last interval and gives the server two seconds to take it, unless it is to start anew.</summary>
    /// <param name="reload">To be called when the configuration was changed: ends the daemon too.</param>
    /// <param name="isReloading">Whether it ends to start anew.</param>
    /// <param name="stop">Ends the daemon.</param>
    /// <exception cref="IOException">The data directory, the socket or the port cannot be had; the message names the setting.</exception>
    public async Task RunAsync(Action reload, Func<bool> isReloading, CancellationToken stop)
    {
        using var directory = DataDirectory.Take(configuration.DataDirectory);
        var clock = new DeviceClock(time);
        var counters = new AgentCounters();
        var aggregator = new MetricAggregator(time, counters);
        var bootId = Guid.Parse(File.ReadAllText(Path.Combine(roots.Proc, "sys/kernel/random/boot_id")).Trim());
        var origin = new Origin(bootId, configuration.SoftwareType, configuration.SoftwareVersion);

        var spool = new Spool(directory.PathOf("spool"), log);
        using var queue = EntryQueue.Open(directory.PathOf("queue"), configuration.Queue, log, counters, spool.Flush);
        var connectivity = new Connectivity(time, isProbed: configuration.Probe is not null);
        var battery = new BatteryTracker(aggregator, time, counters);
        using var operational = OperationalLedger.Open(directory, queue, bootId, clock.UptimeMs, configuration.ReportsCrashes, time, counters, log);
        var source = new SystemSource(roots, new KernelFiles(log), new SystemSeries(aggregator), time);
        var system = new SystemMetrics(aggregator, SystemCollectors.Of(configuration, aggregator, source, clock, battery), time, log);

        var server = new ServerConfiguration(directory.PathOf("configuration"), configuration.ReportInterval, configuration.IsReportIntervalPinned, time, log);
        SyncLoop? sync = null;
        using var outbox = new Outbox(queue, clock, origin, () => configuration.SyncInterval ?? server.ReportInterval, () => sync?.Announce());
        var reboots = new RebootTracker(
            directory, bootId, new PanicLog(source.Sys("fs/pstore")), configuration.KeepsPstore, new RebootReasonFile(configuration.RebootReasonFile),
            reboot => outbox.Put(EntryType.Reboot, EntryPriority.Reboot, reboot.Encode()), counters, log);
        var attachmentOutbox = new AttachmentOutbox(spool, queue, outbox, configuration.Spool, log);
        var budget = new DataBudget(configuration.Budget, () => server.BytesPerDay, directory.PathOf("budget"), roots.Proc, time, counters, log);
        var requests = new RequestInbox(directory.PathOf("requests"), clock, counters, log);
        using var http = ServerHttp.Create(configuration.Server, SyncClient.MaxReplyBytes);
        var client = new SyncClient(configuration.Server.Url, http, counters);
        var upload = new AttachmentUpload(configuration.Server.Url, http, spool, time, counters, log);
        var attachments = new AttachmentSync(queue, upload, attachmentOutbox, budget, new BackOff(() => server.ReportInterval, Random.Shared), counters, log);
        var identity = new SyncIdentity(
            new DeviceIdentity(configuration.Serial, configuration.HardwareVersion), new AgentIdentity(AgentVersion.Name, AgentVersion.Number), origin);
        var factory = new SyncRequestFactory(identity, queue, server, clock);
        var exchange = new SyncExchange(client, factory, queue, attachments, server, requests, clock, counters, log);

        using var logs = new LogCollection(
            configuration.Logs, directory.PathOf("logs"), bootId, clock, attachmentOutbox, () => server.IsLogging, () => server.ReportInterval, counters, log);
        var crashFolder = CrashFolder.Under(configuration.DataDirectory);
        var handed = new HandedCrashes(operational, isRefused: configuration.ReportsCrashes == false, counters);
        var ring = new TelemetryRing(configuration.Telemetry, aggregator);
        var telemetry = new TelemetryRecorder(configuration.Telemetry, ring, system, outbox, clock, counters);
        var crashes = new CrashScan(crashFolder, configuration.Coredump, outbox, () => server.IsDebugging, handed.Count, wallMs =>
        {
            logs.Store?.AroundCrash(wallMs);
            telemetry.AroundCrash(wallMs);
        }, clock, origin, counters, log);

        var disk = new DiskBudgets(queue, attachmentOutbox, crashFolder, configuration.Coredump.MaxTotalBytes, logs.Store);
        var agentMetrics = new AgentMetrics(
            aggregator, counters, connectivity, operational, battery, new BudgetMetrics(aggregator, budget, disk, log), clock);
        using var listeners = new MetricListeners(configuration, aggregator, counters, time, roots.Proc, log);
        var intake = new StatsdIntake(aggregator, new TagKeys(configuration.StatsdTags), counters, log, time);
        var reporter = new Reporter(aggregator, system, agentMetrics, listeners, new ReportWriter(clock, origin), queue, () => server.IsMonitoring, counters, log);
        sync = new SyncLoop(exchange, new BackOff(() => server.ReportInterval, Random.Shared), connectivity, reporter.WriteHeld, time, counters, log);
        var reports = new ReportLoop(reporter, system, () => server.ReportInterval, configuration.SampleInterval, time, () =>
        {
            reboots.HandOver();
            sync.Announce();
        });
        var probe = configuration.Probe is { } target ? new ConnectivityProbe(target, configuration.ProbeInterval, connectivity, time, counters, log) : null;
        var commands = new Dictionary<string, ControlHandler>(StringComparer.Ordinal)
        {
            ["status"] = new StatusCommand(configuration, server, sync, queue, reporter, aggregator, listeners, counters).RunAsync,
            ["sync"] = new SyncCommand(reporter, sync).RunAsync,
            ["crash"] = new CrashCommand(operational, clock, configuration.ReportsCrashes == false, counters, log).RunAsync,
            ["battery"] = new BatteryCommand(battery).RunAsync,
            ["set"] = new SetCommand(outbox).RunAsync,
            ["metric"] = new MetricCommand(intake).RunAsync,
            ["session"] = new SessionCommand(outbox, clock, origin, new SessionFile(directory.PathOf("sessions"), bootId, log)).RunAsync,
            ["trace"] = new TraceCommand(outbox, () => server.IsDebugging, counters).RunAsync,
            ["record"] = new RecordCommand(attachmentOutbox, clock, () => server.IsDebugging, counters).RunAsync,
            ["export"] = new ExportCommand(reporter, new ExportFile(queue, spool, factory)).RunAsync,
            ["developer"] = new DeveloperCommand(server).RunAsync,
            [DaemonLine.NewSummary] = new CoredumpCommand(crashes).RunAsync,
            ["tail"] = new TailCommand(logs.Tail, () => server.IsLogging).RunAsync,
        };
        using var control = new ControlServer(listener.Listen(configuration.ControlSocket), commands, time, log);
        commands["config"] = new ConfigCommand(new Overrides(configuration.DataDirectory), () =>
        {
            control.HandOver();
            reload();
        }).RunAsync;

        listeners.Start();
        system.Sample();
        reboots.HandOver();
        log.Info("fleetd", $"{AgentVersion.Number}: device {configuration.Serial}, server {configuration.Server.Url}, report every {server.ReportInterval}, "
            + $"StatsD on {Named(listeners.Statsd)}, collectd on {Named(listeners.Collectd)}, {queue.Count} entries wait in {configuration.DataDirectory}");
        ServiceManager.Notify($"READY=1\nSTATUS=device {configuration.Serial}, server {configuration.Server.Url}");

        List<Func<CancellationToken, Task>> parts =
        [
            token => sync.RunAsync(FirstDelay(server.ReportInterval), token),
            reports.RunAsync,
            control.RunAsync,
            crashes.RunAsync,
            token => requests.RunAsync([telemetry, new CoredumpRequests(crashFolder, attachmentOutbox), .. logs.Handlers], outbox, token),
            token => ServiceManager.WatchdogAsync(() => _ = (queue.Count, aggregator.KeyCount), time, token),
            logs.RunAsync,
            .. listeners.Parts,
        ];
        if (probe is not null)
        {
            parts.Add(probe.RunAsync);
        }

        if (configuration.Telemetry.Metrics.Count > 0)
        {
            parts.Add(telemetry.RunAsync);
        }

        var memory = MemoryOf(ring, logs, aggregator, counters);
        await using var idle = IdleMemory.ReleaseRegularly(time, memory.Look);
        await RunTogetherAsync(stop, [.. parts]);
        ServiceManager.Notify("STOPPING=1");
        if (!isReloading() && await new SystemShutdown(roots).FindAsync() is { } reason)
        {
            reboots.MarkShutdown(reason);
        }

        listeners.Dispose();
        reporter.Flush();
        if (!isReloading())
        {
            sync.Announce();
            using var final = new CancellationTokenSource(FinalSyncTimeout, time);
            await sync.SyncOnceAsync(final.Token);
        }

        log.Info("fleetd", $"{(isReloading() ? "starts anew" : "stopped")}; {queue.Count} entries wait");
    }

    private MemoryWatch MemoryOf(TelemetryRing ring, LogCollection logs, MetricAggregator aggregator, AgentCounters counters) => new(
        configuration.MemoryLimit,
        () => Environment.WorkingSet,
        [
            new ShedStep("values of telemetry are given up", AgentCounter.MemoryShedTelemetry, ring.Shed),
            new ShedStep("silent connections of the log are closed", AgentCounter.MemoryShedConnections, () => logs.Close(SilentConnection)),
            new ShedStep("connections of the log are closed", AgentCounter.MemoryShedConnections, () => logs.Close(TimeSpan.Zero)),
            new ShedStep("time: metrics, members and bins that are new are refused", AgentCounter.MemoryFrozenMetrics, () => aggregator.Freeze() ? 1 : 0),
        ],
        () =>
        {
            ring.Resume();
            aggregator.Thaw();
        },
        counters,
        log);

    /// <summary>A part that dies takes the others along: half a daemon would look alive to whatever supervises it.</summary>
    private static async Task RunTogetherAsync(CancellationToken stop, params Func<CancellationToken, Task>[] parts)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = parts.Select(part => Task.Run(() => part(together.Token), CancellationToken.None)).ToList();
        await Task.WhenAny(running);
        await together.CancelAsync();
        await Task.WhenAll(running);
    }

    private static TimeSpan FirstDelay(TimeSpan interval)
    {
        var most = interval / 20;
        return (most < LongestFirstDelay ? most : LongestFirstDelay) * Random.Shared.NextDouble();
    }

    private static string Named(string places) => places.Length > 0 ? places : "nothing";
}
