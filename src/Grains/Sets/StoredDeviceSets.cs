namespace Fleet.Grains.Sets;

/// <summary>The sets of a project as the read models have them.</summary>
/// <param name="Revision">Of the definitions.</param>
/// <param name="Position">Of the newest change of members in the project; 0 when there was none.</param>
/// <param name="Sets">By name.</param>
public sealed record StoredDeviceSets(long Revision, long Position, IReadOnlyList<StoredDeviceSet> Sets)
{
    public StoredDeviceSet? Find(string name) => Sets.FirstOrDefault(set => set.Definition.Name == name);
}

/// <summary>One set.</summary>
/// <param name="Definition">What it is.</param>
/// <param name="FilledRevision">Filter revision for which all devices were asked last; 0 for none yet.</param>
/// <param name="Size">Members.</param>
public sealed record StoredDeviceSet(DeviceSetDefinition Definition, long FilledRevision, long Size)
{
    /// <summary>Whether all devices were asked since the filter last changed.</summary>
    public bool IsFilled => FilledRevision == Definition.FilterRevision;
}
