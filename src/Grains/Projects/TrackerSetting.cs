namespace Fleet.Grains.Projects;

/// <summary>A tracker that a project's people make tickets in.</summary>
/// <param name="Project">Its project.</param>
/// <param name="Name">What they call it; once in a project.</param>
/// <param name="Template">See <c>TicketTemplate</c>.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.TrackerSetting")]
public sealed record TrackerSetting([property: Id(0)] string Project, [property: Id(1)] string Name, [property: Id(2)] string Template);
