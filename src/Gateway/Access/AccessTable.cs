using System.Collections.Frozen;
using Fleet.Grains.Projects;

namespace Fleet.Gateway.Access;

/// <summary>The directory at one version, arranged for looking up. Never changes: a newer one takes its place.</summary>
public sealed class AccessTable
{
    private readonly FrozenDictionary<string, Credential> _byHash;
    private readonly FrozenDictionary<string, ProjectInfo> _projects;
    private readonly FrozenDictionary<string, AttributePolicy[]> _policies;

    public AccessTable(DirectorySnapshot snapshot)
    {
        Snapshot = snapshot;
        _projects = snapshot.Projects.ToFrozenDictionary(p => p.Name, StringComparer.Ordinal);
        _policies = snapshot.AttributePolicies.GroupBy(p => p.Project, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        _byHash = snapshot.Credentials
            .Where(c => c.RevokedAtMs is null && _projects.ContainsKey(c.Project))
            .ToFrozenDictionary(c => c.SecretHash, StringComparer.Ordinal);
    }

    /// <summary>The project's write policies of attributes.</summary>
    public IReadOnlyList<AttributePolicy> FindAttributePolicies(string project) => _policies.GetValueOrDefault(project, []);

    public DirectorySnapshot Snapshot { get; }

    /// <summary>The credential, when it is good.</summary>
    public Credential? Find(string secretHash) => _byHash.GetValueOrDefault(secretHash);

    public ProjectInfo? FindProject(string name) => _projects.GetValueOrDefault(name);
}
