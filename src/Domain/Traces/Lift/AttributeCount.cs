namespace Fleet.Domain.Traces.Lift;

/// <summary>Devices with a value of an attribute, among all and among those with an issue.</summary>
/// <param name="Attribute">Key of the attribute, or <c>hardware_version</c>, <c>cohort</c> ...</param>
/// <param name="Value">Its value, as text.</param>
/// <param name="Devices">Of the population that have it.</param>
/// <param name="Affected">Of those, with the issue.</param>
public readonly record struct AttributeCount(string Attribute, string Value, long Devices, long Affected);
