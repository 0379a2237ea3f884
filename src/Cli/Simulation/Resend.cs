namespace Fleet.Cli.Simulation;

/// <summary>Whether an upload goes out twice, and why a device would do so.</summary>
internal enum Resend
{
    None,

    /// <summary>The connection breaks before the reply is there.</summary>
    LostReply,

    /// <summary>The reply came and the device forgot it.</summary>
    Duplicate,
}
