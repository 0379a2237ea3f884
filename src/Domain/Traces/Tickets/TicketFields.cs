namespace Fleet.Domain.Traces.Tickets;

/// <summary>What a form of a tracker is filled in with. Texts may be anything that a device said.</summary>
public sealed record TicketFields
{
    /// <summary>Of the issue.</summary>
    public required long Id { get; init; }

    public required string Title { get; init; }

    /// <summary>Crash class.</summary>
    public required string Class { get; init; }

    public required string SoftwareType { get; init; }

    /// <summary>The greatest that it was seen in.</summary>
    public required string Version { get; init; }

    public required long Traces { get; init; }

    public required long Devices { get; init; }

    /// <summary>Of the page; empty when this server does not know its own address.</summary>
    public string Url { get; init; } = "";

    /// <summary>Frames, a line for each, the innermost first. Cut to what a URL has room for.</summary>
    public string Stack { get; init; } = "";
}
