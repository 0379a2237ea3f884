namespace Fleet.DeviceAgent.Commands;

internal enum FleetdAction
{
    Run,

    /// <summary>Until the standard input ends: until whoever started it is gone, in whatever way.</summary>
    RunAttached,
    Check,
    Help,
    Version,
}
