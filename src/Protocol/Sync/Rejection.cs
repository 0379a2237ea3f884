namespace Fleet.Protocol.Sync;

/// <summary>An entry that was not taken and will not be: the agent drops it and counts it.</summary>
public sealed record Rejection(long Number, RejectionCode Code, string Reason);
