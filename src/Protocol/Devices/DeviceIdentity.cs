namespace Fleet.Protocol.Devices;

/// <summary>Who is speaking: the serial, unique in its project, and the board it runs on.</summary>
/// <param name="Serial"><c>[A-Za-z0-9._:-]{1,128}</c></param>
/// <param name="HardwareVersion">1 to 128 printable characters.</param>
public sealed record DeviceIdentity(string Serial, string HardwareVersion);
