namespace Fleet.Grains.Columns;

/// <summary>A column file as the catalog knows it. Immutable once written.</summary>
public sealed record ColumnFile
{
    public required string Project { get; init; }

    /// <summary>See <see cref="ColumnLayout.PartOf"/>.</summary>
    public required int Part { get; init; }

    /// <summary>Names it in its project; never used again.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose rows it holds, or <see cref="ColumnLayout.SeveralShards"/>.</summary>
    public required int Shard { get; init; }

    /// <summary>Start of the UTC day that its rows end in, or <see cref="ColumnLayout.SeveralDays"/>.</summary>
    public required long DayMs { get; init; }

    /// <summary>Least end of its reports, milliseconds since 1970 UTC.</summary>
    public required long FromMs { get; init; }

    /// <summary>Greatest end of its reports.</summary>
    public required long ToMs { get; init; }

    /// <summary>When it was written.</summary>
    public required long WrittenAtMs { get; init; }

    /// <summary>Reports.</summary>
    public required long Rows { get; init; }

    public required long Bytes { get; init; }

    public required ColumnMetrics Metrics { get; init; }
}
