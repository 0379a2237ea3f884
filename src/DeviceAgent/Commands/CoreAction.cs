namespace Fleet.DeviceAgent.Commands;

internal enum CoreAction
{
    Handle,
    Install,
    PrintSysctl,
    Help,
}
