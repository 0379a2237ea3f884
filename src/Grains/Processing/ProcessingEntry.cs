namespace Fleet.Grains.Processing;

/// <summary>A line of a project's processing log: an entry that was not taken, and why.</summary>
/// <param name="Project">Of the device.</param>
/// <param name="AtMs">Receive time, milliseconds since 1970 UTC.</param>
/// <param name="Shard">Where the batch is.</param>
/// <param name="Position">Of the batch in the shard.</param>
/// <param name="Index">Of the event in the batch.</param>
/// <param name="Serial">Of the device.</param>
/// <param name="Number">Of the entry.</param>
/// <param name="EntryType">As the device numbered it.</param>
/// <param name="Code">A <c>RejectionCode</c>.</param>
/// <param name="Reason">For a person.</param>
public sealed record ProcessingEntry(
    string Project,
    long AtMs,
    int Shard,
    long Position,
    int Index,
    string Serial,
    long Number,
    int EntryType,
    int Code,
    string Reason);
