namespace Fleet.Grains.Exports;

/// <summary>Form of an exported file.</summary>
public enum ExportFormat
{
    /// <summary>Apache Parquet, compressed with zstd. Has the sketches of distributions.</summary>
    Parquet,

    /// <summary>RFC 4180 with a first line of names, in UTF-8.</summary>
    Csv,
}
