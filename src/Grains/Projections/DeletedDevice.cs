namespace Fleet.Grains.Projections;

/// <summary>A device of which nothing is to be left in the read models but what its reports added to rollups.</summary>
/// <param name="DeviceId">The event log's number for it.</param>
/// <param name="Project">Its project.</param>
/// <param name="Serial">That it had; empty when the read models do not know it.</param>
/// <param name="Position">Of the row that says so: what came behind it by the same serial is of another device.</param>
/// <param name="AtMs">When it was deleted, milliseconds since 1970 UTC.</param>
/// <param name="Blobs">Attachments of observations that are in the same commit, by SHA-256.</param>
public sealed record DeletedDevice(long DeviceId, string Project, string Serial, long Position, long AtMs, IReadOnlyList<string> Blobs);
