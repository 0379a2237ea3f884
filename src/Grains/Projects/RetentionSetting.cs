namespace Fleet.Grains.Projects;

/// <summary>How long a project keeps a kind, where it is not the default.</summary>
/// <param name="Project">Its project.</param>
/// <param name="Kind">A <c>RetentionKind</c>.</param>
/// <param name="Days">0 for ever.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.RetentionSetting")]
public sealed record RetentionSetting([property: Id(0)] string Project, [property: Id(1)] int Kind, [property: Id(2)] int Days);
