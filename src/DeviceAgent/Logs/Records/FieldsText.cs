using System.Globalization;
using System.Text;
using MessagePack;

namespace Fleet.DeviceAgent.Logs.Records;

/// <summary>Fields as a person reads them: JSON, but for what JSON has no word for, and cut when long.</summary>
internal static class FieldsText
{
    /// <param name="value">One whole MessagePack value.</param>
    /// <param name="atMost">Characters behind which nothing more is begun.</param>
    public static string Of(ReadOnlyMemory<byte> value, int atMost)
    {
        var text = new StringBuilder();
        var reader = new MessagePackReader(value);
        Write(ref reader, text, atMost);
        return text.Length <= atMost ? text.ToString() : text.ToString(0, atMost);
    }

    /// <summary>Recurses as deep as <see cref="MessagePackScanner.MaxDepth"/>, at most: deeper values never get here.</summary>
    private static void Write(ref MessagePackReader reader, StringBuilder text, int atMost)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Map:
                text.Append('{');
                for (int left = reader.ReadMapHeader(), i = 0; i < left && text.Length < atMost; i++)
                {
                    text.Append(i == 0 ? "" : ",");
                    Write(ref reader, text, atMost);
                    text.Append(':');
                    Write(ref reader, text, atMost);
                }

                text.Append('}');
                break;
            case MessagePackType.Array:
                text.Append('[');
                for (int left = reader.ReadArrayHeader(), i = 0; i < left && text.Length < atMost; i++)
                {
                    text.Append(i == 0 ? "" : ",");
                    Write(ref reader, text, atMost);
                }

                text.Append(']');
                break;
            case MessagePackType.String:
                reader.TryReadStringSpan(out var bytes);
                text.Append('"').Append(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 4 * atMost)]).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
                break;
            case MessagePackType.Integer when reader.NextCode == MessagePackCode.UInt64:
                text.Append(reader.ReadUInt64());
                break;
            case MessagePackType.Integer:
                text.Append(reader.ReadInt64());
                break;
            case MessagePackType.Float:
                text.Append(reader.ReadDouble().ToString(CultureInfo.InvariantCulture));
                break;
            case MessagePackType.Boolean:
                text.Append(reader.ReadBoolean() ? "true" : "false");
                break;
            case MessagePackType.Nil:
                reader.ReadNil();
                text.Append("null");
                break;
            case var other:
                reader.Skip();
                text.Append('<').Append(other).Append('>');
                break;
        }
    }
}
