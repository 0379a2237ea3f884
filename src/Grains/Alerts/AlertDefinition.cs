using Fleet.Domain.Alerts;
using Fleet.Domain.Devices.Filters;

namespace Fleet.Grains.Alerts;

/// <summary>An alert of a project.</summary>
/// <param name="Id">Of the alert in its project; never given again.</param>
/// <param name="Name">Unique in its project.</param>
/// <param name="Description">For people.</param>
/// <param name="Condition">A text that <see cref="AlertCondition"/> reads.</param>
/// <param name="Scope">Which devices: a text that <see cref="DeviceFilterParser"/> reads. Empty for all.</param>
/// <param name="StartDelayMs">See <see cref="AlertDelays"/>.</param>
/// <param name="EndDelayMs">See <see cref="AlertDelays"/>.</param>
/// <param name="IsEnabled">One that is not looks at nothing.</param>
/// <param name="CreatedAtMs">Milliseconds since 1970 UTC.</param>
/// <param name="TestRevision">The project's revision at which what it looks for, or at which devices, or whether, last changed.</param>
/// <param name="TestSinceMs">When that was, milliseconds since 1970 UTC: what was received before does not count.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.AlertDefinition")]
public sealed record AlertDefinition(
    [property: Id(0)] int Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string Description,
    [property: Id(3)] string Condition,
    [property: Id(4)] string Scope,
    [property: Id(5)] long StartDelayMs,
    [property: Id(6)] long EndDelayMs,
    [property: Id(7)] bool IsEnabled,
    [property: Id(8)] long CreatedAtMs,
    [property: Id(9)] long TestRevision,
    [property: Id(10)] long TestSinceMs)
{
    public AlertDelays Delays => new(StartDelayMs, EndDelayMs);

    /// <summary>Whether another is the same in all that people write.</summary>
    public bool IsWrittenAs(AlertDefinition other) => HasTestOf(other) && (Name, Description) == (other.Name, other.Description);

    /// <summary>This in the place of another: what it looks for begins anew only if it is something else.</summary>
    /// <param name="before">The other.</param>
    /// <param name="revision">Of the project after the change.</param>
    /// <param name="nowMs">Milliseconds since 1970 UTC.</param>
    public AlertDefinition InPlaceOf(AlertDefinition before, long revision, long nowMs) => this with
    {
        Id = before.Id,
        CreatedAtMs = before.CreatedAtMs,
        TestRevision = HasTestOf(before) ? before.TestRevision : revision,
        TestSinceMs = HasTestOf(before) ? before.TestSinceMs : nowMs,
    };

    /// <summary>Whether another looks for the same, at the same devices.</summary>
    public bool HasTestOf(AlertDefinition other) =>
        (Condition, Scope, StartDelayMs, EndDelayMs, IsEnabled) == (other.Condition, other.Scope, other.StartDelayMs, other.EndDelayMs, other.IsEnabled);
}
