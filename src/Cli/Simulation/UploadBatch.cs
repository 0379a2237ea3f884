namespace Fleet.Cli.Simulation;

/// <summary>What one upload carries: reports <paramref name="First"/> to <paramref name="Last"/> of a device, both included, from 1.</summary>
internal readonly record struct UploadBatch(SimulatedDevice Device, long First, long Last);
