namespace Fleet.Grains.Columns;

/// <summary>Devices whose rows count, each in a group.</summary>
/// <param name="DeviceIds">The event log's numbers, each once.</param>
/// <param name="Groups">Of each device: an index into <paramref name="Names"/>.</param>
/// <param name="Names">Of the groups.</param>
public sealed record ColumnSelection(IReadOnlyList<long> DeviceIds, IReadOnlyList<int> Groups, IReadOnlyList<string> Names);
