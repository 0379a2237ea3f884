namespace Fleet.Domain.Devices.Filters;

/// <summary>Where a filter looks for a key.</summary>
public enum LatestSource
{
    /// <summary>The device's attribute of that name if it has one, else its latest metric of that name.</summary>
    Either,
    Attribute,
    Metric,
}
