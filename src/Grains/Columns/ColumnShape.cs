namespace Fleet.Grains.Columns;

/// <summary>Which columns a metric has in a file. A file has no column that would be empty.</summary>
[Flags]
public enum ColumnShape
{
    /// <summary>The metric is not in the file.</summary>
    None = 0,

    /// <summary>Values.</summary>
    Value = 1,

    /// <summary>Extremes that differ from the value.</summary>
    Bounds = 2,

    /// <summary>Numbers of samples and sketches.</summary>
    Distribution = 4,
}
