using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains;
using Fleet.Grains.Projects;
using Fleet.Grains.Retention;
using RetentionKind = Fleet.Domain.Retention.RetentionKind;
using RetentionRules = Fleet.Domain.Retention.RetentionRules;

namespace Fleet.Gateway.Retention;

/// <summary>How long a project keeps what, and what would go.</summary>
/// <param name="grains">Know the settings.</param>
/// <param name="store">Knows what went.</param>
/// <param name="places">Know what is there.</param>
/// <param name="time">The clock.</param>
internal sealed class RetentionQueries(IGrainFactory grains, IRetentionStore store, IEnumerable<IExpiringRows> places, TimeProvider time)
{
    private readonly IReadOnlyList<IExpiringRows> _places = [.. places];

    public async Task<Fleet.Api.V1.Retention> FindAsync(string project, CancellationToken cancellation)
    {
        var directory = await DirectoryAsync();
        var progress = await store.ProgressAsync(project, cancellation);
        var answer = new Fleet.Api.V1.Retention
        {
            RunStartTime = progress.StartedAtMs > 0 ? TimeRange.Stamp(progress.StartedAtMs) : null,
            RunEndTime = progress.FinishedAtMs > 0 ? TimeRange.Stamp(progress.FinishedAtMs) : null,
        };
        answer.Kinds.AddRange(RetentionRules.Kinds.Select(kind =>
        {
            var (horizon, removed) = progress.Kinds.GetValueOrDefault(kind);
            return new KindRetention
            {
                Kind = (Fleet.Api.V1.RetentionKind)kind,
                Days = directory.RetentionOf(project, kind),
                HorizonTime = horizon.BeforeMs > 0 ? TimeRange.Stamp(horizon.BeforeMs) : null,
                Removed = Of(removed),
            };
        }));
        return answer;
    }

    /// <summary>What is behind the horizons as they are to be once settings are changed.</summary>
    public async Task<IReadOnlyList<ExpiringKind>> ExpiringAsync(
        string project, IReadOnlyDictionary<RetentionKind, int> changes, CancellationToken cancellation)
    {
        var directory = await DirectoryAsync();
        var progress = await store.ProgressAsync(project, cancellation);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var all = new List<ExpiringKind>();
        foreach (var kind in RetentionRules.Kinds)
        {
            var days = changes.TryGetValue(kind, out var wanted) ? wanted : directory.RetentionOf(project, kind);
            var horizon = Math.Max(progress.Kinds.GetValueOrDefault(kind).Horizon.BeforeMs, RetentionRules.HorizonMs(now, days));
            var removal = default(Removed);
            var isAtLeast = false;
            foreach (var place in _places.Where(p => p.Kind == kind && horizon > 0))
            {
                var there = await place.CountAsync(project, horizon, cancellation);
                isAtLeast |= there.Rows >= IExpiringRows.MaxCounted && there.Files == 0;
                removal += there;
            }

            all.Add(new ExpiringKind
            {
                Kind = (Fleet.Api.V1.RetentionKind)kind,
                Days = days,
                HorizonTime = horizon > 0 ? TimeRange.Stamp(horizon) : null,
                Removal = Of(removal),
                IsAtLeast = isAtLeast,
            });
        }

        return all;
    }

    private static Removal Of(Removed removed) => new() { Rows = removed.Rows, Files = removed.Files, Bytes = removed.Bytes };

    private async Task<DirectorySnapshot> DirectoryAsync() => (await grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory).Read(0))!;
}
