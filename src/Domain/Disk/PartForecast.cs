namespace Fleet.Domain.Disk;

/// <summary>Where a part of the disk goes.</summary>
/// <param name="Bytes">Now.</param>
/// <param name="GrowthPerDay">Bytes a day, of samples; null while there are too few.</param>
/// <param name="SettlesAt">Bytes at which it stays when as much comes as did lately; null when that is not known, or it grows for ever.</param>
/// <param name="SettlesInDays">Days until then.</param>
public sealed record PartForecast(long Bytes, double? GrowthPerDay, long? SettlesAt, int? SettlesInDays);
