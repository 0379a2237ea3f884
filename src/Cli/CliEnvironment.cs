namespace Fleet.Cli;

/// <summary>Everything of the process's surroundings that commands may look at, so that a test can say what they are.</summary>
internal sealed record CliEnvironment
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Whether a person reads <see cref="Out"/>.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether a person reads <see cref="Error"/>.</summary>
    public bool ErrorIsTerminal { get; init; }

    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    public required string HomeDirectory { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Fires when the person has had enough (Ctrl-C).</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Colour for people only, and only if they want it (https://no-color.org).</summary>
    public bool Colour => OutIsTerminal && Variable("NO_COLOR") is null && !string.Equals(Variable("TERM"), "dumb", StringComparison.Ordinal);

    /// <summary>Null when unset or empty.</summary>
    public string? Variable(string name) => Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
