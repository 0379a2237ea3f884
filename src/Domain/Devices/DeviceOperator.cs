namespace Fleet.Domain.Devices;

/// <summary>How a filter compares.</summary>
public enum DeviceOperator
{
    Equal,
    NotEqual,
    StartsWith,
}
