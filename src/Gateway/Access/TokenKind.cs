namespace Fleet.Gateway.Access;

/// <summary>What a token says of itself by its prefix.</summary>
public enum TokenKind
{
    /// <summary><c>flt_key_…</c>, for devices.</summary>
    ProjectKey,

    /// <summary><c>flt_pat_…</c>, for people and programs.</summary>
    ApiToken,
}
