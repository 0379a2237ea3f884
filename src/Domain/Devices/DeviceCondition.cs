namespace Fleet.Domain.Devices;

/// <summary>A comparison of one field of a device with a text.</summary>
public sealed record DeviceCondition(DeviceField Field, DeviceOperator Operator, string Value);
