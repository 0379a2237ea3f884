namespace Fleet.Grains.EventLog;

/// <summary>Told by the log which shards grew, after each commit. Must not block; losing a call is harmless.</summary>
public interface IAppendObserver
{
    void Appended(int shard);
}
