using Fleet.Protocol.Metrics;

namespace Fleet.Domain.Metrics;

/// <summary>A metric of a project, created at first sight.</summary>
/// <param name="Id">Dense in its project, from 1; stands for the key in everything that is stored.</param>
/// <param name="Key">Lower case.</param>
/// <param name="Kind">As first seen.</param>
/// <param name="Unit">As first seen, or as an operator says; may be empty.</param>
/// <param name="FirstSeenMs">Milliseconds since 1970 UTC.</param>
/// <param name="DisplayName">An operator's name for it; empty for none.</param>
/// <param name="Description">What it means, by an operator; empty when nobody said.</param>
public sealed record MetricDefinition(int Id, string Key, MetricKind Kind, string Unit, long FirstSeenMs, string DisplayName = "", string Description = "")
{
    /// <summary>Metrics of one project. Beyond it new keys are refused: a device that invents keys must not fill the store.</summary>
    public const int MaxPerProject = 20_000;

    /// <summary>Whether values are aggregated; properties and flags are attributes of the device only.</summary>
    public bool IsNumeric => Kind is not (MetricKind.Property or MetricKind.Flag);
}
