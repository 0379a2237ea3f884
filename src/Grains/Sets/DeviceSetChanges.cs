namespace Fleet.Grains.Sets;

/// <summary>Changes of one set after a position.</summary>
/// <param name="Exists">False when the set is gone.</param>
/// <param name="ForgottenPosition">Changes up to here are not kept any more; those of all sets of the project count.</param>
/// <param name="Position">Of the newest change in the project.</param>
/// <param name="Changes">The oldest first.</param>
public sealed record DeviceSetChanges(bool Exists, long ForgottenPosition, long Position, IReadOnlyList<MembershipChange> Changes);

/// <summary>A device entered or left a set.</summary>
/// <param name="Position">In the order of all changes of the project, from 1.</param>
/// <param name="Serial">Of the device.</param>
/// <param name="IsMember">True when it entered.</param>
/// <param name="AtMs">When, milliseconds since 1970 UTC, server time.</param>
public readonly record struct MembershipChange(long Position, string Serial, bool IsMember, long AtMs);
