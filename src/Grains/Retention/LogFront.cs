using System.Globalization;
using Fleet.Grains.Devices;
using Fleet.Grains.EventLog;

namespace Fleet.Grains.Retention;

/// <summary>
/// Drops the front of a shard of the event log, a bounded piece at a time:
/// <list type="number">
/// <item>batches that no project needs, up to the first that one does;</item>
/// <item>of these, devices without a snapshot that covers them are asked for one;</item>
/// <item>the read models are told, which makes durable that they have them;</item>
/// <item>the batches go, but for what is found to be needed after all.</item>
/// </list>
/// It may end after each of these and be begun again.
/// </summary>
/// <param name="front">Of the log.</param>
/// <param name="readModels">What is made of it.</param>
/// <param name="devices">Asked for snapshots.</param>
internal sealed class LogFront(IEventLogFront front, IReadModelFront readModels, DeviceGrains devices)
{
    /// <summary>Batches of one step: as many look-ups of snapshots.</summary>
    public const int BatchesPerStep = 500;

    /// <summary>Payload of one step, so that appends do not wait long behind it; one batch may pass it.</summary>
    private const long BytesPerStep = 4L * 1024 * 1024;

    /// <summary>Devices asked at a time: each may have to be loaded.</summary>
    private const int MaxAsked = 8;

    public async Task<LogFrontStep> StepAsync(int shard, LogNeed need, CancellationToken cancellation)
    {
        var batches = await front.PeekAsync(shard, need.FromMs, BatchesPerStep, cancellation);
        var past = Past(batches, need);
        if (past.Count == 0)
        {
            return new LogFrontStep(default, IsDone: true, batches.Count > 0 ? UnknownProject(batches[0], need) : null);
        }

        var missing = await AskAsync(past, cancellation);
        if (missing is { } first)
        {
            past = past[..past.FindIndex(b => b.Position == first.Batch.Position)];
        }

        if (past.Count == 0)
        {
            return new LogFrontStep(default, IsDone: true, missing!.Value.Hold);
        }

        var upTo = past[^1].Position;
        if (!await readModels.ReleaseAsync(shard, upTo, need.FromMs, cancellation))
        {
            return new LogFrontStep(default, IsDone: true, new LogHold("", $"shard {Text(shard)}: the read models, the column files, the traces or the alerts do not have position {Text(upTo)} yet"));
        }

        // Nothing when a snapshot went meanwhile, since its device was deleted; then the batches go with the device.
        var dropped = await front.DropAsync(shard, upTo, need.FromMs, cancellation);
        return new LogFrontStep(dropped, IsDone: dropped.Batches == 0 || missing is not null, missing?.Hold);
    }

    private static List<FrontBatch> Past(IReadOnlyList<FrontBatch> batches, LogNeed need)
    {
        var bytes = 0L;
        return
        [
            .. batches.TakeWhile(batch =>
            {
                var fits = need.Projects.Contains(batch.Device.Project) && bytes < BytesPerStep;
                bytes += batch.Bytes;
                return fits;
            }),
        ];
    }

    /// <summary>Asks devices for snapshots, where there is none.</summary>
    /// <returns>The first batch whose device did not make one, and why; null when all did.</returns>
    private async Task<(FrontBatch Batch, LogHold Hold)?> AskAsync(List<FrontBatch> past, CancellationToken cancellation)
    {
        foreach (var some in past.Where(b => !b.IsCovered).DistinctBy(b => b.DeviceId).Chunk(MaxAsked))
        {
            cancellation.ThrowIfCancellationRequested();
            var failures = await Task.WhenAll(some.Select(batch => TryAskAsync(batch, past)));
            if (Array.Find(failures, failure => failure is not null) is { } failure)
            {
                // In order, so that what is before it can go.
                return failure;
            }
        }

        return null;
    }

    private async Task<(FrontBatch Batch, LogHold Hold)?> TryAskAsync(FrontBatch first, List<FrontBatch> past)
    {
        var last = past.Last(b => b.DeviceId == first.DeviceId).Sequence;
        try
        {
            var has = await devices.Get(first.Device).KeepSnapshot();

            // A device that was deleted was erased when it was asked; its batches are not there any more.
            return has == 0 || has >= last ? null : Hold(first, $"it has a snapshot of batch {Text(has)} only, and batch {Text(last)} is to go");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Hold(first, e.Message);
        }
    }

    private static (FrontBatch Batch, LogHold Hold) Hold(FrontBatch batch, string reason) =>
        (batch, new LogHold(batch.Device.Project, $"device {batch.Device} makes no snapshot: {reason}"));

    private static LogHold? UnknownProject(FrontBatch batch, LogNeed need) =>
        need.Projects.Contains(batch.Device.Project) ? null : new LogHold(batch.Device.Project, $"project {batch.Device.Project} is not known");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
