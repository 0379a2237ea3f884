using System.Buffers;
using System.Globalization;
using System.Text;
using Fleet.Protocol;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.DeviceAgent.Logs.Records;

/// <summary>Puts a record's fields together, within bounds. Not for several threads at once.</summary>
internal sealed class FieldsWriter
{
    /// <summary>Of all fields of one line.</summary>
    public const int MaxBytes = 32 * 1024;

    /// <summary>A map of the fields takes one level of what the protocol allows.</summary>
    private const int MaxValueDepth = ProtocolLimits.MaxDepth - 1;

    private readonly ArrayBufferWriter<byte> _pairs = new(256);
    private MessagePackScanner _scanner = new();
    private int _count;

    /// <summary>Whether fields were left out since the last <see cref="Take"/>.</summary>
    public bool IsCut { get; private set; }

    public void Add(string key, string value)
    {
        var writer = new MessagePackWriter(_pairs);
        if (Begin(key.Length + value.Length))
        {
            writer.Put(key);
            writer.Put(value);
            writer.Flush();
        }
    }

    public void Add(string key, long value)
    {
        var writer = new MessagePackWriter(_pairs);
        if (Begin(key.Length + sizeof(long)))
        {
            writer.Put(key);
            writer.Put(value);
            writer.Flush();
        }
    }

    /// <param name="value">One whole MessagePack value.</param>
    public void AddRaw(string key, ReadOnlySpan<byte> value)
    {
        _scanner.Reset();
        if (!_scanner.Scan(value, out _) || _scanner.Deepest > MaxValueDepth)
        {
            IsCut = true;
            return;
        }

        if (Begin(key.Length + value.Length))
        {
            var writer = new MessagePackWriter(_pairs);
            writer.Put(key);
            writer.WriteRaw(value);
            writer.Flush();
        }
    }

    /// <summary>The map of all fields since the last call; empty when there are none.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        IsCut = false;
        if (_count == 0)
        {
            return default;
        }

        var buffer = new ArrayBufferWriter<byte>(_pairs.WrittenCount + 5);
        var writer = new MessagePackWriter(buffer);
        writer.PutMap(_count);
        writer.WriteRaw(_pairs.WrittenSpan);
        writer.Flush();
        _pairs.ResetWrittenCount();
        _count = 0;
        return buffer.WrittenMemory;
    }

    /// <summary>The text of a key; programs may use numbers and worse.</summary>
    public static string KeyOf(ref MessagePackReader reader)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.String:
                reader.TryReadStringSpan(out var text);
                return Encoding.UTF8.GetString(text);
            case MessagePackType.Binary:
                return Encoding.UTF8.GetString(reader.ReadBytes()!.Value);
            case MessagePackType.Integer:
                return reader.NextCode == MessagePackCode.UInt64
                    ? reader.ReadUInt64().ToString(CultureInfo.InvariantCulture)
                    : reader.ReadInt64().ToString(CultureInfo.InvariantCulture);
            case MessagePackType.Boolean:
                return reader.ReadBoolean() ? "true" : "false";
            case var other:
                reader.Skip();
                return other.ToString();
        }
    }

    private bool Begin(int bytes)
    {
        if (_pairs.WrittenCount + bytes > MaxBytes)
        {
            IsCut = true;
            return false;
        }

        _count++;
        return true;
    }
}
