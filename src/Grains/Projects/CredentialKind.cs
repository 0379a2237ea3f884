namespace Fleet.Grains.Projects;

/// <summary>What a credential opens. The numbers are stored: never renumber.</summary>
public enum CredentialKind
{
    /// <summary><c>flt_key_…</c>: devices may send to the project.</summary>
    ProjectKey = 1,

    /// <summary><c>flt_pat_…</c>: the query API of the project.</summary>
    ApiToken = 2,
}
