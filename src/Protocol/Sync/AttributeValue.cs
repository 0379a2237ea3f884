using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Protocol.Sync;

/// <summary>A string, a finite number, a boolean, or nothing (which removes the attribute).</summary>
public readonly record struct AttributeValue
{
    private AttributeValue(string? text, double? number, bool? flag)
    {
        Text = text;
        Number = number;
        Flag = flag;
    }

    public static AttributeValue None => default;

    public string? Text { get; }

    public double? Number { get; }

    public bool? Flag { get; }

    public bool IsNone => Text is null && Number is null && Flag is null;

    public static AttributeValue Of(string text) => new(text, null, null);

    public static AttributeValue Of(double number) => new(null, number, null);

    public static AttributeValue Of(bool flag) => new(null, null, flag);

    /// <summary>As a person reads it.</summary>
    public override string ToString() => Text ?? Number?.ToString() ?? (Flag is { } flag ? flag ? "true" : "false" : "");

    /// <summary>Writes the value as one MessagePack value.</summary>
    public void Write(ref MessagePackWriter writer)
    {
        if (Text is { } text)
        {
            writer.Put(text);
        }
        else if (Number is { } number)
        {
            NumberWriter.Write(ref writer, number);
        }
        else if (Flag is { } flag)
        {
            writer.Put(flag);
        }
        else
        {
            writer.WriteNil();
        }
    }

    /// <exception cref="ProtocolException">The next value is none of these, or the text is too long.</exception>
    public static AttributeValue Read(ref MessagePackReader reader, string field) => reader.NextMessagePackType switch
    {
        MessagePackType.String => Of(CheckedReader.Text(ref reader, field, ProtocolLimits.MaxTextLength, mayBeEmpty: true)),
        MessagePackType.Integer or MessagePackType.Float => Of(CheckedReader.Number(ref reader, field)),
        MessagePackType.Boolean => Of(reader.ReadBoolean()),
        MessagePackType.Nil => Nothing(ref reader),
        var other => throw CheckedReader.Wrong(field, reader.Consumed, $"expected a string, number, boolean or nil, found {other}"),
    };

    private static AttributeValue Nothing(ref MessagePackReader reader)
    {
        reader.ReadNil();
        return None;
    }
}
