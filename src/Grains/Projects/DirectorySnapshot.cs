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
}
