namespace Fleet.Grains.EventLog;

/// <summary>What became of an append.</summary>
/// <param name="IsCommitted">False when the device's sequence was not the expected one: nothing was written.</param>
/// <param name="Position">Position in the shard, when committed.</param>
/// <param name="DeviceId">The store's number for the device, when committed.</param>
public readonly record struct AppendResult(bool IsCommitted, long Position, long DeviceId)
{
    public static AppendResult Conflict => default;
}
