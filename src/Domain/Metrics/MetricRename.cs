using Fleet.Protocol.Metrics;

namespace Fleet.Domain.Metrics;

/// <summary>
/// Gives a metric another name. Nothing that is stored is touched: the new name's key becomes the owner of all keys that the metric had, and a question asks
/// for the values of all of them. So the history stays, devices may go on to send any of the keys, and a metric that has the new name already becomes one
/// with the renamed, without losing its own.
/// </summary>
/// <param name="Created">The key of the new name, when the project has not seen it; else null.</param>
/// <param name="Owner">Id of that key.</param>
/// <param name="From">The owner until now: its keys are the new owner's from now on.</param>
/// <param name="TakesKind">Whether the new owner's kind is to be the old one's: it was no metric of its own.</param>
/// <param name="Said">What is said of the metric now: what the new name's own does not say is as the old one said.</param>
public sealed record MetricRename(MetricDefinition? Created, int Owner, int From, bool TakesKind, MetricDescription Said)
{
    /// <param name="all">Every key of the project.</param>
    /// <param name="from">The metric, by its name or an earlier one; lower case.</param>
    /// <param name="to">The name that it is to have; lower case.</param>
    /// <param name="limit">Keys that the project may have.</param>
    /// <param name="nowMs">Milliseconds since 1970 UTC.</param>
    /// <returns>Null when there is no metric <paramref name="from"/>.</returns>
    /// <exception cref="ArgumentException">It cannot have that name. The text begins with the field.</exception>
    public static MetricRename? Plan(IReadOnlyList<MetricDefinition> all, string from, string to, int limit, long nowMs)
    {
        if (!KeyTable.IsValidKey(to))
        {
            throw new ArgumentException($"new_key: '{to}' is not the key of a metric");
        }

        if (all.FirstOrDefault(m => m.Key == from) is not { } named)
        {
            return null;
        }

        var old = all.First(m => m.Id == named.Owner);
        if (old.Key == to)
        {
            throw new ArgumentException($"new_key: the metric is called '{to}' already");
        }

        if (all.FirstOrDefault(m => m.Key == to) is not { } target)
        {
            var id = all.Max(m => m.Id) + 1;
            return all.Count < limit
                ? new MetricRename(new MetricDefinition(id, to, old.Kind, old.Unit, nowMs) { SentKinds = 0 }, id, old.Id, TakesKind: true, Merge(null, old))
                : throw new ArgumentException($"new_key: the project has {all.Count} keys of metrics and may have {limit}: there is no room for another name");
        }

        if (target.Owner == old.Id)
        {
            // A name that it had before.
            return new MetricRename(null, target.Id, old.Id, TakesKind: true, Merge(null, old));
        }

        if (target.Owner != target.Id)
        {
            throw new ArgumentException($"new_key: '{to}' is an earlier name of the metric '{all.First(m => m.Id == target.Owner).Key}'");
        }

        if (target.Kind != old.Kind)
        {
            throw new ArgumentException(
                $"new_key: there is a metric '{to}' of kind {Name(target.Kind)}, and '{old.Key}' is of kind {Name(old.Kind)}: say first that one is of the other's kind, if it is");
        }

        return new MetricRename(null, target.Id, old.Id, TakesKind: false, Merge(target, old));
    }

    private static MetricDescription Merge(MetricDefinition? target, MetricDefinition old) => new(
        Or(target?.DisplayName, old.DisplayName), Or(target?.Description, old.Description), Or(target?.Unit, old.Unit))
    {
        Range = target is null || target.Range.IsAny ? old.Range : target.Range,
    };

    private static string Or(string? first, string second) => string.IsNullOrEmpty(first) ? second : first;

    private static string Name(MetricKind kind) => kind.ToString().ToLowerInvariant();
}
