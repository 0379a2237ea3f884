namespace Fleet.Grains.Projects;

/// <summary>A project key (devices) or an API token (people and programs).</summary>
/// <param name="Id">Short public name, e.g. for revoking.</param>
/// <param name="Kind">What it opens.</param>
/// <param name="Project">The project it belongs to.</param>
/// <param name="Name">Given by a person.</param>
/// <param name="SecretHash">Lower-case hexadecimal SHA-256 of the whole token.</param>
/// <param name="CreatedAtMs">Milliseconds since 1970 UTC.</param>
/// <param name="RevokedAtMs">Milliseconds since 1970 UTC; null while it is good.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.Credential")]
public sealed record Credential(
    [property: Id(0)] string Id,
    [property: Id(1)] CredentialKind Kind,
    [property: Id(2)] string Project,
    [property: Id(3)] string Name,
    [property: Id(4)] string SecretHash,
    [property: Id(5)] long CreatedAtMs,
    [property: Id(6)] long? RevokedAtMs = null);
