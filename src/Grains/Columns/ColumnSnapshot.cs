namespace Fleet.Grains.Columns;

/// <summary>Files and checkpoints as they were at one moment: each report up to its shard's checkpoint is in exactly one file of each of its parts.</summary>
/// <param name="Files">Those asked for, in no particular order.</param>
/// <param name="Checkpoints">By shard; a shard that is not there stands at 0.</param>
/// <param name="Deleted">Devices whose rows in the files do not count.</param>
public sealed record ColumnSnapshot(
    IReadOnlyList<ColumnFile> Files, IReadOnlyDictionary<int, long> Checkpoints, IReadOnlyList<long> Deleted)
{
    public long CheckpointOf(int shard) => Checkpoints.GetValueOrDefault(shard);
}
