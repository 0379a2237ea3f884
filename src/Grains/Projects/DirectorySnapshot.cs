using Fleet.Domain.Retention;

namespace Fleet.Grains.Projects;

/// <summary>The directory at one version.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fleet.DirectorySnapshot")]
public sealed record DirectorySnapshot(
    [property: Id(0)] long Version,
    [property: Id(1)] IReadOnlyList<ProjectInfo> Projects,
    [property: Id(2)] IReadOnlyList<Credential> Credentials)
{
    /// <summary>Of all projects.</summary>
    [Id(3)]
    public IReadOnlyList<AttributePolicy> AttributePolicies { get; init; } = [];

    /// <summary>Of all projects, where they differ from the defaults.</summary>
    [Id(4)]
    public IReadOnlyList<RetentionSetting> Retentions { get; init; } = [];

    /// <summary>Of all projects.</summary>
    [Id(5)]
    public IReadOnlyList<TrackerSetting> Trackers { get; init; } = [];

    /// <summary>Those of a project, by name.</summary>
    public IReadOnlyList<TrackerSetting> TrackersOf(string project) => [.. Trackers.Where(t => t.Project == project).OrderBy(t => t.Name, StringComparer.Ordinal)];

    /// <summary>Days that a project keeps a kind; 0 for ever.</summary>
    public int RetentionOf(string project, RetentionKind kind) =>
        Retentions.FirstOrDefault(r => r.Project == project && r.Kind == (int)kind)?.Days ?? RetentionRules.DefaultDays(kind);
}
