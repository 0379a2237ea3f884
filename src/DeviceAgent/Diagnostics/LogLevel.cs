namespace Fleet.DeviceAgent.Diagnostics;

internal enum LogLevel
{
    Debug,
    Info,
    Warn,
    Error,
}
