namespace Fleet.DeviceAgent.Commands;

internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>It could not be done.</summary>
    public const int Failure = 1;

    /// <summary>It was asked for wrongly: options or configuration.</summary>
    public const int Usage = 2;
}
