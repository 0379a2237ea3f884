namespace Fleet.Grains.Exports;

/// <summary>Which reports and values are asked for.</summary>
public sealed record ExportRequest
{
    public required string Project { get; init; }

    /// <summary>Reports that end from here on, milliseconds since 1970 UTC.</summary>
    public required long FromMs { get; init; }

    /// <summary>Reports that end before.</summary>
    public required long ToMs { get; init; }

    /// <summary>The event log's numbers of the devices; null for all.</summary>
    public IReadOnlyList<long>? DeviceIds { get; init; }

    /// <summary>Keys, each of a numeric metric of the project; reports without any of them are not in the export. None for all numeric metrics.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    public ExportFormat Format { get; init; }
}
