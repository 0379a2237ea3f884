using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices;

/// <summary>
/// What happened to a device, in the order it was accepted. Never edited after release: a new version of an event is a new type with an
/// upcaster. Encoded by <see cref="DeviceBatchCodec"/>, which knows each type's number.
/// </summary>
public abstract record DeviceEvent;

/// <summary>First contact, or the first since the device was created ahead of it.</summary>
public sealed record DeviceRegistered(string Cohort, string HardwareVersion, string SoftwareType, string SoftwareVersion) : DeviceEvent;

/// <summary>The device runs other software than at its last contact.</summary>
public sealed record SoftwareChanged(string SoftwareType, string SoftwareVersion) : DeviceEvent;

/// <summary>The serial came back on another board revision.</summary>
public sealed record HardwareChanged(string HardwareVersion) : DeviceEvent;

/// <summary>A report was accepted.</summary>
/// <param name="Number">The entry's number in the batch's epoch.</param>
/// <param name="CapturedAtMs">End of the interval, milliseconds since 1970 UTC, repaired.</param>
/// <param name="ClockRepaired">Whether <paramref name="CapturedAtMs"/> is not what the device said.</param>
/// <param name="SoftwareType">Type of the software that captured it.</param>
/// <param name="SoftwareVersion">Version of the software that captured it.</param>
/// <param name="Report">Values by key table, checked against it.</param>
public sealed record ReportRecorded(
    long Number,
    long CapturedAtMs,
    bool ClockRepaired,
    string SoftwareType,
    string SoftwareVersion,
    Report Report) : DeviceEvent;

/// <summary>The device set or removed attributes of its own.</summary>
public sealed record AttributesChanged(
    long Number,
    long CapturedAtMs,
    bool ClockRepaired,
    IReadOnlyDictionary<string, AttributeValue> Attributes) : DeviceEvent;

/// <summary>
/// Somebody deleted the device: the last event of its log, and the only one in its batch. All before it is erased; whoever keeps something of the device,
/// by the log's number for it, removes that when it reads this. The same serial may come back as another device, with another number.
/// </summary>
public sealed record DeviceDeleted : DeviceEvent;

/// <summary>
/// Attributes that the device may not write by its project's policies: they go to the project's processing log. The others of the same entry were taken.
/// </summary>
/// <param name="Number">The entry's number in the batch's epoch.</param>
/// <param name="Policies">The policy that each broke, by key.</param>
public sealed record AttributesRefused(long Number, IReadOnlyDictionary<string, AttributeWritePolicy> Policies) : DeviceEvent;

/// <summary>An entry was not taken: it goes to the project's processing log.</summary>
public sealed record EntryRejected(long Number, int EntryType, RejectionCode Code, string Reason) : DeviceEvent;

/// <summary>The device runs this revision of its configuration.</summary>
public sealed record ConfigurationConfirmed(long Revision) : DeviceEvent;

/// <summary>The device was in contact and had nothing to say.</summary>
public sealed record ContactMade : DeviceEvent;

/// <summary>
/// Something else than a report or attributes was accepted: a reboot, a trace, a crash, a coredump, a log file, a recording, telemetry. Its body is kept as
/// the device sent it, once it was seen to decode.
/// </summary>
/// <param name="Number">The entry's number in the batch's epoch.</param>
/// <param name="CapturedAtMs">Milliseconds since 1970 UTC, repaired.</param>
/// <param name="ClockRepaired">Whether <paramref name="CapturedAtMs"/> is not what the device said.</param>
/// <param name="SoftwareType">Type of the software that captured it.</param>
/// <param name="SoftwareVersion">Version of the software that captured it.</param>
/// <param name="BootId">Of the boot that it was captured in.</param>
/// <param name="Type">What the body holds.</param>
/// <param name="Body">MessagePack, as on the wire.</param>
public sealed record ObservationRecorded(
    long Number,
    long CapturedAtMs,
    bool ClockRepaired,
    string SoftwareType,
    string SoftwareVersion,
    Guid BootId,
    EntryType Type,
    ReadOnlyMemory<byte> Body) : DeviceEvent;

/// <summary>Somebody changed what is set for the device.</summary>
/// <param name="Revision">1, 2, 3 ... of the device's settings.</param>
/// <param name="Settings">All of them, after the change.</param>
public sealed record DeviceConfigured(long Revision, DeviceSettings Settings) : DeviceEvent;

/// <summary>The device is asked for something from now on.</summary>
/// <param name="Request">As the device is told.</param>
/// <param name="Place">For a core that the server wants by itself: the <see cref="Coredumps.CrashPlace"/> that it is an exemplar of. Else empty.</param>
public sealed record RequestMade(DeviceRequest Request, string Place) : DeviceEvent;

/// <summary>Somebody made the device known ahead of its first contact, which registers it.</summary>
/// <param name="Cohort">That it is in from now on.</param>
/// <param name="HardwareVersion">That it is said to have; empty when nobody said.</param>
public sealed record DeviceCreated(string Cohort, string HardwareVersion) : DeviceEvent;

/// <summary>Somebody moved the device. What it reports from now on counts for the other cohort; what it reported stays where it counted.</summary>
public sealed record CohortChanged(string From, string To) : DeviceEvent;

/// <summary>Somebody gave the device another name for people; empty for none.</summary>
public sealed record NicknameChanged(string Nickname) : DeviceEvent;

/// <summary>Somebody set or removed attributes of the device.</summary>
/// <param name="ChangedAtMs">Milliseconds since 1970 UTC, server time; at or behind what the device said last of the same attributes.</param>
/// <param name="Attributes">Those that are otherwise now; <see cref="AttributeValue.None"/> for a removed one.</param>
public sealed record OperatorAttributesChanged(long ChangedAtMs, IReadOnlyDictionary<string, AttributeValue> Attributes) : DeviceEvent;

/// <summary>The device said what came of a request.</summary>
public sealed record RequestAnswered(long Number, long CapturedAtMs, bool ClockRepaired, long Id, RequestOutcome Outcome, string Message) : DeviceEvent;

/// <summary>The device is no longer asked for it.</summary>
public sealed record RequestCancelled(long Id) : DeviceEvent;
