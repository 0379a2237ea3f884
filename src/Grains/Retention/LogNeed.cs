using Fleet.Domain.Retention;
using Fleet.Grains.Projects;

namespace Fleet.Grains.Retention;

/// <summary>From when on batches of the event log are needed by one project at least.</summary>
/// <param name="FromMs">Batches received before it are in no index of any project, milliseconds since 1970 UTC; 0 when all are needed.</param>
/// <param name="Projects">Those that were asked. A batch of any other is needed.</param>
/// <param name="Hold">What keeps all of the log; null when nothing does.</param>
internal sealed record LogNeed(long FromMs, IReadOnlySet<string> Projects, LogHold? Hold)
{
    /// <summary>By the horizons that the store knows, and once what is behind them has gone from the indexes.</summary>
    public static async Task<LogNeed> OfAsync(DirectorySnapshot directory, IRetentionStore store, CancellationToken cancellation)
    {
        var from = long.MaxValue;
        LogHold? hold = null;
        foreach (var project in directory.Projects.Select(p => p.Name).Order(StringComparer.Ordinal))
        {
            var progress = await store.ProgressAsync(project, cancellation);
            var horizons = progress.Kinds.ToDictionary(kind => kind.Key, kind => kind.Value.Horizon);
            var need = LogRetention.NeededFromMs(horizons);
            var movedAtMs = horizons.Values.Select(h => h.MovedAtMs).DefaultIfEmpty().Max();
            if (need > 0 && progress.FinishedAtMs < movedAtMs)
            {
                need = 0;
                hold ??= new LogHold(project, $"the retention of project {project} is under way, or was cut off");
            }
            else if (need == 0)
            {
                var forever = LogRetention.Kinds.Where(kind => directory.RetentionOf(project, kind) == RetentionRules.Forever).ToList();
                hold ??= new LogHold(project, forever.Count > 0
                    ? $"project {project} keeps {string.Join(", ", forever.Select(kind => kind.ToString().ToLowerInvariant()))} for ever"
                    : $"the retention of project {project} has not run yet");
            }

            from = Math.Min(from, need);
        }

        return new LogNeed(from == long.MaxValue ? 0 : from, directory.Projects.Select(p => p.Name).ToHashSet(StringComparer.Ordinal), hold);
    }
}
