namespace Fleet.DeviceAgent.Commands;

internal enum FleetdAction
{
    Run,
    Check,
    Help,
    Version,
}
