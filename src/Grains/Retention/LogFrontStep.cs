using Fleet.Grains.EventLog;

namespace Fleet.Grains.Retention;

/// <summary>What a step came to.</summary>
/// <param name="Dropped">What went.</param>
/// <param name="IsDone">Whether the shard is done for now.</param>
/// <param name="Hold">What keeps the next batch of the shard, though no project needs it; null when nothing does.</param>
internal readonly record struct LogFrontStep(DroppedFront Dropped, bool IsDone, LogHold? Hold = null);
