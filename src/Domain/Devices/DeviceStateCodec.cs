using System.Buffers;
using Fleet.Domain.Metrics;
using Fleet.Protocol;
using MessagePack;

namespace Fleet.Domain.Devices;

/// <summary>
/// A snapshot of <see cref="DeviceState"/>: a MessagePack array of its fields in the order written here; elements behind them are skipped.
/// The batches that a snapshot stands for may be gone from the log, so every format ever written stays readable, and one that is not
/// known is an error: to go on without it would be to forget which entries were seen.
/// </summary>
public static class DeviceStateCodec
{
    /// <summary>Of the snapshots that this version writes.</summary>
    public const int Format = 2;

    /// <summary>Of those from before devices had nicknames, attributes and a way to be created ahead of contact.</summary>
    private const int FirstFormat = 1;

    private const int Fields = 17;

    /// <summary>Of snapshots from before devices had settings and requests.</summary>
    private const int FirstFields = 10;

    public static byte[] Encode(DeviceState state)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(Fields);
        writer.Write(state.IsRegistered);
        writer.Write(state.Cohort);
        writer.Write(state.HardwareVersion);
        writer.Write(state.SoftwareType);
        writer.Write(state.SoftwareVersion);
        writer.Write(state.FirstSeenMs);
        writer.Write(state.LastSeenMs);
        writer.Write(state.ConfigurationRevision);
        writer.WriteArrayHeader(state.Epochs.Count);
        foreach (var epoch in state.Epochs)
        {
            writer.WriteArrayHeader(2);
            writer.Write(epoch.Epoch);
            epoch.Seen.Write(ref writer);
        }

        BootAnchorCodec.Write(ref writer, state.Boots);
        writer.Write(state.SettingsRevision);
        DeviceSettingsCodec.Write(ref writer, state.Settings);
        RequestCodec.WriteBook(ref writer, state.Requests);
        writer.Write(state.IsCreated);
        writer.Write(state.Nickname);
        writer.Write(state.Attributes.Attributes.Count == 0 ? [] : state.Attributes.Encode());
        writer.Write(state.IsDeleted);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">A format that this version does not know, or damaged bytes.</exception>
    public static DeviceState Decode(int format, ReadOnlyMemory<byte> bytes)
    {
        if (format is not (FirstFormat or Format))
        {
            throw new InvalidDataException($"snapshot format {format} is not known to this version, only {FirstFormat} and {Format} are");
        }

        try
        {
            return Read(format, bytes);
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or ProtocolException
            or OverflowException or ArgumentException)
        {
            throw new InvalidDataException($"a stored snapshot of {bytes.Length} bytes is damaged: {e.Message}", e);
        }
    }

    private static DeviceState Read(int format, ReadOnlyMemory<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var fields = reader.ReadArrayHeader();
        var state = new DeviceState
        {
            IsRegistered = reader.ReadBoolean(),
            Cohort = reader.ReadString()!,
            HardwareVersion = reader.ReadString()!,
            SoftwareType = reader.ReadString()!,
            SoftwareVersion = reader.ReadString()!,
            FirstSeenMs = reader.ReadInt64(),
            LastSeenMs = reader.ReadInt64(),
            ConfigurationRevision = reader.ReadInt64(),
        };
        var epochs = new EpochNumbers[reader.ReadArrayHeader()];
        for (var i = 0; i < epochs.Length; i++)
        {
            reader.ReadArrayHeader();
            epochs[i] = new EpochNumbers(reader.ReadUInt64(), IntervalSet.Read(ref reader));
        }

        state.Restore(epochs, BootAnchorCodec.Read(ref reader));
        if (fields > FirstFields)
        {
            state.SettingsRevision = reader.ReadInt64();
            state.Settings = DeviceSettingsCodec.Read(ref reader);
            RequestCodec.ReadBook(ref reader, state.Requests);
        }

        if (format == Format)
        {
            state.IsCreated = reader.ReadBoolean();
            state.Nickname = reader.ReadString()!;
            state.Attributes = LatestValues.Decode(reader.ReadBytes() is { } attributes ? attributes.ToArray() : default);
            state.IsDeleted = reader.ReadBoolean();
        }

        return state;
    }
}
