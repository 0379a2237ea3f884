using Fleet.Api.V1;
using Fleet.Domain.Disk;
using Fleet.Gateway.Api;
using Fleet.Grains;
using Fleet.Grains.Disk;
using Fleet.Grains.EventLog;
using Fleet.Grains.Projects;
using Fleet.Grains.Retention;
using LogRetention = Fleet.Domain.Retention.LogRetention;
using RetentionRules = Fleet.Domain.Retention.RetentionRules;
using StoragePart = Fleet.Domain.Disk.StoragePart;

namespace Fleet.Gateway.Retention;

/// <summary>What is on the disk, and where that goes.</summary>
internal sealed class DiskQueries(IGrainFactory grains, IDiskUse disk, IEventLogFront log, TimeProvider time)
{
    private const long DayMs = 24L * 3_600_000;

    /// <param name="project">Who asks. Of what other projects keep it is not told whose it is.</param>
    /// <param name="cancellation">Ends the measuring.</param>
    public async Task<GetStorageResponse> AskAsync(string project, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var bytes = await disk.MeasureAsync(cancellation);
        var oldest = await disk.OldestAsync(cancellation);
        var samples = await disk.SamplesAsync(now - ((DiskForecast.WindowDays + 1) * DayMs), cancellation);
        var directory = (await grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory).Read(0))!;
        var answer = new GetStorageResponse { SampledDays = samples.Values.Select(s => s.Count).DefaultIfEmpty().Max() };
        answer.EventLog = await EventLogAsync(project, cancellation);
        var forecasts = new List<PartForecast>();
        foreach (var (part, size) in bytes.OrderBy(b => b.Key))
        {
            var kept = KeptDays(directory, part);
            var age = oldest.TryGetValue(part, out var first) ? (int)Math.Max(0, (now - first) / DayMs) : (int?)null;
            var forecast = DiskForecast.Of(size, samples.GetValueOrDefault(part, []), kept, age);
            forecasts.Add(forecast);
            answer.Parts.Add(Of(part, forecast, kept));
        }

        if (disk.FreeBytes() is { } free)
        {
            answer.FreeBytes = free;
            if (DiskForecast.FullInDays(free, forecasts) is { } days)
            {
                answer.FullInDays = days;
            }
        }

        return answer;
    }

    private async Task<EventLogRetention> EventLogAsync(string project, CancellationToken cancellation)
    {
        var fronts = await log.FrontsAsync(cancellation);
        var goneBefore = fronts.Max(f => f.GoneBeforeMs);
        var answer = new EventLogRetention
        {
            RemovedBatches = fronts.Sum(f => f.Batches),
            RemovedBytes = fronts.Sum(f => f.Bytes),
            GoneBeforeTime = goneBefore > 0 ? TimeRange.Stamp(goneBefore) : null,
            OldestTime = await log.OldestAsync(cancellation) is { } oldest ? TimeRange.Stamp(oldest) : null,
        };
        var holds = await grains.GetGrain<ILogRetentionGrain>(GrainKeys.LogRetention).Holds();
        answer.Holds.AddRange(holds
            .Select(hold => hold.Project.Length == 0 || hold.Project == project ? hold.Reason : "another project keeps batches; asked for that project, this answer says why")
            .Distinct(StringComparer.Ordinal));
        return answer;
    }

    /// <summary>The longest of all projects; null when one keeps it for ever, or it does not expire.</summary>
    private static int? KeptDays(DirectorySnapshot directory, StoragePart part) => LogRetention.KeptDays(
        [.. StorageParts.KindsOf(part).SelectMany(kind => directory.Projects.Select(p => directory.RetentionOf(p.Name, kind)))]);

    private static Fleet.Api.V1.StoragePart Of(StoragePart part, PartForecast forecast, int? kept)
    {
        var message = new Fleet.Api.V1.StoragePart
        {
            Name = Name(part),
            Kind = StorageParts.KindOf(part) is { } kind ? (RetentionKind)kind : RetentionKind.Unspecified,
            Bytes = forecast.Bytes,
            Days = kept ?? 0,
        };
        if (forecast.GrowthPerDay is { } growth)
        {
            message.GrowthBytesPerDay = growth;
        }

        if (forecast is { SettlesAt: { } at, SettlesInDays: { } days })
        {
            (message.SettlesAtBytes, message.SettlesInDays) = (at, days);
        }

        return message;
    }

    private static string Name(StoragePart part) => part switch
    {
        StoragePart.ColumnFiles => "column_files",
        StoragePart.Rollups => "rollups",
        StoragePart.ReadModels => "read_models",
        StoragePart.EventLog => "event_log",
        StoragePart.LogAttachments => "log_attachments",
        StoragePart.CoredumpAttachments => "coredump_attachments",
        StoragePart.OtherAttachments => "other_attachments",
        StoragePart.OperatorState => "operator_state",
        StoragePart.Symbols => "symbols",
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "not a part"),
    };
}
