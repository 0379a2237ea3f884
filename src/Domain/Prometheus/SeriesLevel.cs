namespace Fleet.Domain.Prometheus;

/// <summary>Of whom a series tells: the first part of its name.</summary>
public enum SeriesLevel
{
    /// <summary>All devices of the project together. No labels.</summary>
    Fleet,

    /// <summary>Each cohort, all software together: label <c>cohort</c>.</summary>
    Cohort,

    /// <summary>Each cohort by software: labels <c>cohort</c>, <c>software_type</c>, <c>software_version</c>.</summary>
    Version,

    /// <summary>Single devices: label <c>serial</c>.</summary>
    Device,
}
