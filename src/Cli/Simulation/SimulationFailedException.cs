namespace Fleet.Cli.Simulation;

/// <summary>The simulation cannot go on.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What happened, fit for a person.</param>
internal sealed class SimulationFailedException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
