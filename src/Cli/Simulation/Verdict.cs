namespace Fleet.Cli.Simulation;

/// <summary>What a reply means for the upload that it answers.</summary>
internal enum Verdict
{
    /// <summary>Durable, all of it and nothing else.</summary>
    Accepted,

    /// <summary>To be sent again at once, together with what the server asked for.</summary>
    WantsTables,

    /// <summary>To be sent again later.</summary>
    Busy,

    /// <summary>The key is not accepted: no upload will be.</summary>
    Unauthorized,

    /// <summary>Refused, or the acknowledgement does not cover exactly what was sent.</summary>
    Wrong,
}
