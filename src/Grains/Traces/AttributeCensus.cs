using Fleet.Domain.Traces.Lift;

namespace Fleet.Grains.Traces;

/// <summary>Devices by the values of their attributes; what stands out of them is <see cref="AttributeLift.StandingOut"/>.</summary>
/// <param name="Devices">Of the project.</param>
/// <param name="Affected">Of those, in the set that was asked for.</param>
/// <param name="Counts">By attribute and value.</param>
/// <param name="Passed">Attributes that were not counted: they have too many values to say anything, as numbers of devices have.</param>
public sealed record AttributeCensus(long Devices, long Affected, IReadOnlyList<AttributeCount> Counts, IReadOnlyList<string> Passed);
