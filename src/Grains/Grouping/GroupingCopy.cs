using Fleet.Domain.Traces.Grouping;

namespace Fleet.Grains.Grouping;

/// <summary>A project's rules, as who groups by them has them.</summary>
/// <param name="Version">Changes with what follows.</param>
/// <param name="Text">The rules of now.</param>
/// <param name="Former">Those that stored traces have not all left yet, the newest first.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.GroupingCopy")]
public sealed record GroupingCopy([property: Id(0)] long Version, [property: Id(1)] string Text, [property: Id(2)] IReadOnlyList<string> Former)
{
    public ProjectGrouping Parse() => new(Version, GroupingRules.Parse(Text), [.. Former.Select(GroupingRules.Parse)]);
}
