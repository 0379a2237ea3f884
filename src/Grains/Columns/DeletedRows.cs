namespace Fleet.Grains.Columns;

/// <summary>A device that was deleted and whose rows files may still have.</summary>
public readonly record struct DeletedRows(string Project, long DeviceId);
