namespace Fleet.Domain.Devices;

/// <summary>The numbers from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
public readonly record struct NumberInterval(long First, long Last);
