namespace Fleet.Protocol.Sync;

/// <summary>Entry numbers from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
public readonly record struct NumberRange(long First, long Last);
