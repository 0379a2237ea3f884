namespace Fleet.Grains.Projects;

/// <summary>What the directory keeps. Stored as JSON by field name.</summary>
public sealed class DirectoryState
{
    public long Version { get; set; }

    public List<ProjectInfo> Projects { get; set; } = [];

    public List<Credential> Credentials { get; set; } = [];

    public List<AttributePolicy> AttributePolicies { get; set; } = [];

    public List<RetentionSetting> Retentions { get; set; } = [];

    public List<TrackerSetting> Trackers { get; set; } = [];
}
