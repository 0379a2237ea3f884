using System.Buffers.Binary;
using Fleet.Protocol;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices;

/// <summary>
/// Decides how a core that somebody uploads comes into a device's log: as the device would have sent it, but as a batch of <see cref="OperatorRules"/>, since it is no
/// contact of the device and must not make it look alive. Pure. Its entries have numbers made of the crash's id, so that the same core again changes nothing.
/// </summary>
public static class CoreRecordRules
{
    /// <returns>Null when all of it was recorded before.</returns>
    /// <exception cref="ArgumentException">A value is not what it may be; the text begins with the field as the contract names it.</exception>
    public static DeviceBatch? Decide(DeviceState state, RecordedCore recorded, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(recorded);
        CheckText("software_type", recorded.SoftwareType);
        CheckText("software_version", recorded.SoftwareVersion);
        var seen = state.SeenOf(OperatorRules.OperatorEpoch) ?? new IntervalSet();
        var (crashNumber, coreNumber) = NumbersOf(recorded.Core.Id);
        var events = new List<DeviceEvent>();
        if (!state.Exists)
        {
            CheckText("hardware_version", recorded.HardwareVersion);
            events.Add(new DeviceCreated(DeviceRules.DefaultCohort, recorded.HardwareVersion));
        }

        var settled = new IntervalSet();
        if (recorded.Crash is { } crash && !seen.Contains(crashNumber))
        {
            events.Add(Event(crashNumber, EntryType.Crash, crash.Encode()));
            settled.Add(crashNumber);
        }

        if (!seen.Contains(coreNumber))
        {
            events.Add(Event(coreNumber, EntryType.Coredump, recorded.Core.Encode()));
            settled.Add(coreNumber);
        }

        if (settled.Count == 0)
        {
            return null;
        }

        // There is room for a thousand cores of a device; of what is beyond, only the read models tell that it was here.
        var numbers = settled.ToRanges();
        var room = seen.Clone();
        var isRemembered = numbers.All(range => room.TryAddRange(range.First, range.Last));
        return OperatorRules.Batch(state, nowMs, events) with { Numbers = isRemembered ? numbers : [] };

        ObservationRecorded Event(long number, EntryType type, byte[] body) => new(
            number,
            Math.Clamp(recorded.CapturedAtMs, 0, nowMs),
            ClockRepaired: recorded.CapturedAtMs > nowMs,
            recorded.SoftwareType,
            recorded.SoftwareVersion,
            Guid.Empty,
            type,
            body);
    }

    /// <summary>Two that follow each other, from 1 on, of the first half of an id.</summary>
    private static (long Crash, long Core) NumbersOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var crash = (long)((BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 2) * 2) + 1;
        return (crash, crash + 1);
    }

    private static void CheckText(string field, string value)
    {
        if (value.Length is 0 or > ProtocolLimits.MaxVersionLength || value.Any(char.IsControl))
        {
            throw new ArgumentException($"{field}: must be 1 to {ProtocolLimits.MaxVersionLength} printable characters");
        }
    }
}
