namespace Fleet.Grains.Sets;

/// <summary>The device sets of one project as they are stored.</summary>
public sealed class DeviceSetsState : IRevised
{
    /// <summary>Raised by each change; 0 when there never was a set.</summary>
    public long Revision { get; set; }

    /// <summary>Of the newest set.</summary>
    public int LastId { get; set; }

    public List<DeviceSetDefinition> Sets { get; set; } = [];
}
