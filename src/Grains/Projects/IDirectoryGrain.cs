namespace Fleet.Grains.Projects;

/// <summary>
/// Projects, their keys and configuration, and API tokens: what every gateway must know to let a request in. Small and changed by people
/// only, so gateways hold all of it and ask for changes. Key: <see cref="GrainKeys.Directory"/>. Secrets are known by their SHA-256 alone.
/// </summary>
[Alias("fleet.IDirectoryGrain")]
public interface IDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Everything, or null when nothing changed since <paramref name="knownVersion"/>.</summary>
    [Alias("Read")]
    Task<DirectorySnapshot?> Read(long knownVersion);

    /// <summary>Creates a project; one that is there already stays as it is.</summary>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    [Alias("CreateProject")]
    Task CreateProject(string name);

    /// <summary>Adds a credential whose secret hashes to <see cref="Credential.SecretHash"/>.</summary>
    /// <exception cref="ArgumentException">Its project does not exist, or the hash or id is taken.</exception>
    [Alias("AddCredential")]
    Task AddCredential(Credential credential);

    /// <returns>False when there is no such credential in the project or it is revoked already.</returns>
    [Alias("Revoke")]
    Task<bool> Revoke(string project, string id);

    /// <summary>Says who may write an attribute of a project's devices, from their next uploads on.</summary>
    /// <param name="project">Its name.</param>
    /// <param name="key">Of the attribute, in any case.</param>
    /// <param name="policy">An <c>AttributeWritePolicy</c>.</param>
    /// <exception cref="ArgumentException">The project does not exist, the key or the policy is none, or the project has as many policies as it may.</exception>
    [Alias("SetAttributePolicy")]
    Task<AttributePolicy> SetAttributePolicy(string project, string key, int policy);

    /// <summary>Says how long a project keeps kinds, from the next round of its retention on. All of the settings are taken, or none.</summary>
    /// <exception cref="ArgumentException">The project does not exist, or a kind or a number of days is none; the message begins with the kind.</exception>
    [Alias("SetRetention")]
    Task SetRetention(string project, IReadOnlyList<RetentionSetting> settings);

    /// <summary>Says which trackers a project has: these, and no others.</summary>
    /// <exception cref="ArgumentException">The project does not exist, a name or a template is none, or there are too many; the message begins with what is wrong.</exception>
    [Alias("SetTrackers")]
    Task SetTrackers(string project, IReadOnlyList<TrackerSetting> trackers);

    /// <summary>
    /// Changes what devices of a project are asked to do, of that no more than the change names; raises the configuration's revision if
    /// something is different then.
    /// </summary>
    /// <exception cref="ArgumentException">The project does not exist, or a value is out of range.</exception>
    [Alias("ChangeConfiguration")]
    Task<ProjectInfo> ChangeConfiguration(string project, ConfigurationChange change);
}
