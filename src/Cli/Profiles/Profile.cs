namespace Fleet.Cli.Profiles;

/// <summary>What a person does not want to type each time.</summary>
/// <param name="Server">URL, e.g. <c>http://localhost:8080</c>.</param>
/// <param name="Token">API token, <c>flt_pat_...</c>.</param>
/// <param name="Project">Name of the project.</param>
/// <param name="ProjectKey">Key of devices, <c>flt_key_...</c>, for the simulator.</param>
internal sealed record Profile(string? Server = null, string? Token = null, string? Project = null, string? ProjectKey = null);
