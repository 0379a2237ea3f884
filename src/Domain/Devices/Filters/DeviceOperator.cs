namespace Fleet.Domain.Devices.Filters;

/// <summary>How a filter compares.</summary>
public enum DeviceOperator
{
    /// <summary>Equal to the value, or to one of several.</summary>
    Equal,

    /// <summary>Equal to none of the values.</summary>
    NotEqual,

    StartsWith,

    /// <summary>The whole text is like a <see cref="GlobPattern"/>.</summary>
    Like,

    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
