using System.Buffers;
using MessagePack;

namespace Fleet.Domain.Devices;

/// <summary>
/// A snapshot of <see cref="DeviceState"/>: a MessagePack array of its fields in the order written here. A snapshot of another format is
/// ignored and the state replayed from the log.
/// </summary>
public static class DeviceStateCodec
{
    public const int Format = 1;

    public static byte[] Encode(DeviceState state)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(10);
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
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="MessagePackSerializationException">The bytes are damaged.</exception>
    public static DeviceState Decode(ReadOnlyMemory<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        reader.ReadArrayHeader();
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
        return state;
    }
}
