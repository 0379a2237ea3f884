namespace Fleet.Domain.Devices.Filters;

/// <summary>What a filter asks of a metric's reports of the last so long.</summary>
public enum WindowFunction
{
    /// <summary>A value compares so in at least one report.</summary>
    Any,

    /// <summary>All values compare so in all reports.</summary>
    All,

    /// <summary>Sum by number of values.</summary>
    Average,

    /// <summary>Least value.</summary>
    Min,

    /// <summary>Greatest value.</summary>
    Max,

    Sum,

    /// <summary>Number of values: samples of histograms and timers, else reports.</summary>
    Count,
}
