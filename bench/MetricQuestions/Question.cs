namespace Fleet.MetricQuestions;

/// <summary>What is asked of each server.</summary>
internal enum Question
{
    /// <summary>p50, p95, p99 of the fleet for each hour of the whole history.</summary>
    Fleet,

    /// <summary>The same of one cohort by software version.</summary>
    CohortByVersion,

    /// <summary>The same of the devices whose serial begins with a text.</summary>
    DeviceSet,

    /// <summary>The 20 devices with the greatest mean over seven days.</summary>
    Top20,

    /// <summary>A histogram of the last day with 20 bins.</summary>
    Histogram,

    /// <summary>How many devices have a latest value below a threshold, and the first fifty of them.</summary>
    LatestBelow,
}
