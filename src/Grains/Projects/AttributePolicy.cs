namespace Fleet.Grains.Projects;

/// <summary>Who may write an attribute of a project's devices, where it is not the device and people alike.</summary>
/// <param name="Project">Its project.</param>
/// <param name="Key">Of the attribute, lower case.</param>
/// <param name="Policy">An <c>AttributeWritePolicy</c>.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.AttributePolicy")]
public sealed record AttributePolicy([property: Id(0)] string Project, [property: Id(1)] string Key, [property: Id(2)] int Policy);
