using System.Buffers;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Devices;

/// <summary>A batch between silos: the device's own wire format, versioned already.</summary>
[GenerateSerializer]
[Alias("fleet.SyncRequestFrame")]
public struct SyncRequestFrame
{
    [Id(0)]
    public byte[] Frame { get; set; }
}

[RegisterConverter]
internal sealed class SyncRequestConverter : IConverter<SyncRequest, SyncRequestFrame>
{
    public SyncRequest ConvertFromSurrogate(in SyncRequestFrame surrogate) => SyncRequestCodec.Read(surrogate.Frame);

    public SyncRequestFrame ConvertToSurrogate(in SyncRequest value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        SyncRequestCodec.Write(buffer, value);
        return new SyncRequestFrame { Frame = buffer.WrittenSpan.ToArray() };
    }
}
