using System.Security.Cryptography;
using Fleet.Domain.Devices;
using Fleet.Domain.Intake;
using Fleet.Domain.Metrics;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using Fleet.Grains.Projects;
using Fleet.Protocol;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Sync;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Fleet.Grains.Intake;

/// <summary>
/// Writes before it acknowledges: the last reading of each series and the hour that it was added to are one record. A closed hour gets its
/// number in that record too, and goes to the device's grain under it until that has taken it, which takes each number once. So a crash at any
/// moment loses nothing that was acknowledged and counts nothing twice. Only that an hour is over has to be noticed: by the next readings, or
/// by a timer while the grain is in memory, where it stays as long as an hour is open.
/// </summary>
internal sealed partial class IntakeGrain(
    [PersistentState("intake", OperatorStorage.Name)] IPersistentState<IntakeState> stored,
    DeviceGrains devices,
    TimeProvider time,
    ILogger<IntakeGrain> logger) : Grain, IIntakeGrain
{
    /// <summary>Reports of one hand-over: a batch holds 65,536 values, and a device has at most 1,000 metrics.</summary>
    private const int ReportsPerBatch = 32;

    private const string AgentName = "fleet-intake";
    private const string AgentVersion = "1";

    /// <summary>How often it is looked whether an hour is over, or the device's grain takes what it did not take before.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    private readonly ILogger<IntakeGrain> _logger = logger;
    private DeviceKey _device;
    private long? _contactedAt;
    private IGrainTimer? _timer;
    private bool _isBroken;

    private IntakeState State => stored.State;

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _device = GrainKeys.ParseIntake(this.GetPrimaryKeyString());
        SetTimer();
        return Task.CompletedTask;
    }

    public async Task<IntakeReply> Take(IntakeDelivery delivery)
    {
        ThrowIfBroken();
        var noPlace = await MakePlaceAsync(delivery.Batch);
        if (State.Epoch == 0)
        {
            State.Epoch = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;
            State.StartedMs = NowMs;
        }

        var outcome = IntakeRules.Take(State, delivery.Batch, NowMs, noPlace);
        if (outcome.Accepted > 0)
        {
            await WriteAsync();
        }

        await HandOverAsync();
        await TellContactAsync();
        SetTimer();
        return new IntakeReply(outcome.Accepted, outcome.Repeated, outcome.Rejected);
    }

    public Task Flush() => LookAsync(graceMs: 0);

    private Task OnTimerAsync(CancellationToken cancellation) => LookAsync((long)IntakeLimits.Grace.TotalMilliseconds);

    private async Task LookAsync(long graceMs)
    {
        ThrowIfBroken();
        var before = State.Number;
        IntakeReports.CloseBefore(State, Bucket.Containing(Resolution.Hour, NowMs - graceMs).StartMs);
        if (State.Number != before)
        {
            await WriteAsync();
        }

        await HandOverAsync();
        SetTimer();
    }

    /// <summary>Makes metrics that are new with this device known to the project, so that its limit is told to who brings them.</summary>
    /// <returns>Why those that were not made known have no place.</returns>
    private async Task<string> MakePlaceAsync(IntakeBatch batch)
    {
        var added = IntakeRules.NewMetrics(State, batch);
        if (added.Count == 0)
        {
            return "";
        }

        if (State.Metrics.Count + added.Count > IntakeLimits.MaxMetrics)
        {
            return $"the device would have more than {IntakeLimits.MaxMetrics} metrics";
        }

        var all = new Dictionary<string, MetricState>(State.Metrics.Concat(added), StringComparer.Ordinal);
        try
        {
            await GrainFactory.GetGrain<IMetricCatalogGrain>(GrainKeys.Catalog(_device.Project)).Register(IntakeReports.TableOf(all).Encoded.ToArray());
        }
        catch (TooManyMetricsException e)
        {
            return e.Message;
        }

        foreach (var (key, metric) in added)
        {
            State.Metrics[key] = metric;
        }

        return "";
    }

    /// <summary>A device is known from its first readings on, and was seen with its last, though its report comes with the end of the hour.</summary>
    private async Task TellContactAsync()
    {
        if (_contactedAt is { } last && time.GetElapsedTime(last) < DeviceRules.ContactResolution)
        {
            return;
        }

        try
        {
            await devices.Get(_device).Ingest(new IngestBatch(RequestOf([]), [], [], IsDebugging: false));
            _contactedAt = time.GetTimestamp();
        }
        catch (Exception e) when (IsOutage(e))
        {
            LogNotTaken(_device, 0, e.Message);
        }
    }

    private static bool IsOutage(Exception e) => e is StoreBusyException or StoreUnavailableException or TimeoutException or OrleansException;

    private async Task HandOverAsync()
    {
        while (State.Pending.Count > 0)
        {
            var part = State.Pending.Take(ReportsPerBatch).ToList();
            try
            {
                var reply = await devices.Get(_device).Ingest(new IngestBatch(RequestOf(part), [], [], IsDebugging: false));
                foreach (var rejection in reply.Rejected)
                {
                    LogRefused(_device, rejection.Code, rejection.Reason);
                }
            }
            catch (Exception e) when (IsOutage(e))
            {
                // It stays, with its number: the next look hands it over again.
                LogNotTaken(_device, part.Count, e.Message);
                return;
            }

            // Not written: should this be forgotten, they go to the device's grain again, which has them.
            State.Pending.RemoveRange(0, part.Count);
        }
    }

    private SyncRequest RequestOf(List<PendingReport> reports)
    {
        // There is no boot to tell; the time of the first batch stands for its start, so that the clock repair has nothing to learn.
        var boot = new Guid(0, 0, 0, BitConverter.GetBytes(State.Epoch));
        List<Origin> origins = [new Origin(boot, State.SoftwareType, State.SoftwareVersion)];
        origins.AddRange(reports.Select(report => new Origin(boot, report.SoftwareType, report.SoftwareVersion)).Distinct().Where(origin => origin != origins[0]));
        long Uptime(long atMs) => Math.Max(0, atMs - State.StartedMs);
        return new SyncRequest
        {
            Device = new DeviceIdentity(_device.Serial, State.HardwareVersion),
            Agent = new AgentIdentity(AgentName, AgentVersion),
            Origins = origins,
            WallMs = NowMs,
            UptimeMs = Uptime(NowMs),
            Epoch = State.Epoch,
            Entries =
            [
                .. reports.Select(report => new SyncEntry(
                    report.Number,
                    (int)EntryType.Report,
                    report.EndMs,
                    Uptime(report.EndMs),
                    origins.IndexOf(new Origin(boot, report.SoftwareType, report.SoftwareVersion)),
                    report.Body)),
            ],
        };
    }

    private async Task WriteAsync()
    {
        try
        {
            await stored.WriteStateAsync();
        }
        catch (Exception e)
        {
            // Nobody knows what the store has: the next activation reads it.
            _isBroken = true;
            DeactivateOnIdle();
            throw new StoreUnavailableException($"the store did not take the readings: {e.Message}", e);
        }
    }

    private void ThrowIfBroken()
    {
        if (_isBroken)
        {
            throw new StoreUnavailableException("the store did not take readings of this device a moment ago");
        }
    }

    private void SetTimer()
    {
        var isNeeded = State.Open.Count > 0 || State.Pending.Count > 0;
        if (isNeeded && _timer is null)
        {
            _timer = this.RegisterGrainTimer(OnTimerAsync, new GrainTimerCreationOptions(LookEvery, LookEvery) { KeepAlive = true });
        }
        else if (!isNeeded)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    [LoggerMessage(1501, LogLevel.Warning, "A report made of readings of device {Device} was refused ({Code}): {Reason}")]
    private partial void LogRefused(DeviceKey device, RejectionCode code, string reason);

    [LoggerMessage(1502, LogLevel.Warning, "{Count} reports made of readings of device {Device} wait, since they were not taken: {Reason}")]
    private partial void LogNotTaken(DeviceKey device, int count, string reason);
}
