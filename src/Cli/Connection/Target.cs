namespace Fleet.Cli.Connection;

/// <summary>Which project on which server, and as whom.</summary>
/// <param name="Server">Base address.</param>
/// <param name="Token">API token; null when none is known.</param>
/// <param name="Project">Name of the project.</param>
/// <param name="ProjectKey">Key of devices; null when none is known.</param>
internal sealed record Target(Uri Server, string? Token, string Project, string? ProjectKey);
