using System.Buffers.Text;
using System.Text.Json;

namespace Fleet.DeviceAgent.Collectd;

/// <summary>One object of write_http while it is read: its values as they are written, since their kinds may stand before or behind them.</summary>
internal sealed class JsonValueList
{
    /// <summary>Of a name as written, where each character may be an escape of six.</summary>
    private const int MaxNameText = 6 * NameField.MaxBytes;

    private const double MaxUnixSeconds = uint.MaxValue;

    private readonly Range[] _values = new Range[ValueList.MaxValues];
    private readonly ValueKind[] _kinds = new ValueKind[ValueList.MaxValues];
    private readonly NameField[] _sources = [.. Enumerable.Range(0, ValueList.MaxValues).Select(_ => new NameField())];
    private int _valueCount;
    private int _kindCount;
    private int _sourceCount;
    private bool _isBroken;

    /// <summary>A notification is an object with a severity, and without values.</summary>
    public bool IsNotification { get; private set; }

    /// <summary>Reads the object that the reader has entered, to its end.</summary>
    /// <returns>Whether the list is good.</returns>
    public bool Read(ref Utf8JsonReader json, ReadOnlySpan<byte> body, ValueList list)
    {
        list.Clear();
        (_valueCount, _kindCount, _sourceCount, _isBroken, IsNotification) = (0, 0, 0, false, false);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            ReadProperty(ref json, list);
        }

        if (_isBroken || _valueCount == 0 || _kindCount != _valueCount || _sourceCount != _valueCount)
        {
            return false;
        }

        for (var i = 0; i < _valueCount; i++)
        {
            list.TryAdd(Parse(_kinds[i], body[_values[i]]));
            list.Source(i).TrySet(_sources[i].Bytes);
        }

        return true;
    }

    private void ReadProperty(ref Utf8JsonReader json, ValueList list)
    {
        if (json.ValueTextEquals("values"u8))
        {
            ReadValues(ref json);
        }
        else if (json.ValueTextEquals("dstypes"u8))
        {
            ReadKinds(ref json);
        }
        else if (json.ValueTextEquals("dsnames"u8))
        {
            ReadSources(ref json);
        }
        else if (json.ValueTextEquals("time"u8))
        {
            ReadTime(ref json, list);
        }
        else if (json.ValueTextEquals("plugin"u8))
        {
            ReadName(ref json, list.Plugin);
        }
        else if (json.ValueTextEquals("plugin_instance"u8))
        {
            ReadName(ref json, list.PluginInstance);
        }
        else if (json.ValueTextEquals("type"u8))
        {
            ReadName(ref json, list.Type);
        }
        else if (json.ValueTextEquals("type_instance"u8))
        {
            ReadName(ref json, list.TypeInstance);
        }
        else
        {
            IsNotification |= json.ValueTextEquals("severity"u8);
            json.Skip();
        }
    }

    private void ReadValues(ref Utf8JsonReader json)
    {
        for (_valueCount = 0; NextElement(ref json, _valueCount); _valueCount++)
        {
            // NaN is written as null, which no number is parsed from.
            _isBroken |= json.TokenType is not (JsonTokenType.Number or JsonTokenType.Null);
            var start = (int)json.TokenStartIndex;
            _values[_valueCount] = start..(start + json.ValueSpan.Length);
        }
    }

    private void ReadKinds(ref Utf8JsonReader json)
    {
        for (_kindCount = 0; NextElement(ref json, _kindCount); _kindCount++)
        {
            ValueKind? kind = json.TokenType != JsonTokenType.String ? null
                : json.ValueTextEquals("gauge"u8) ? ValueKind.Gauge
                : json.ValueTextEquals("derive"u8) ? ValueKind.Derive
                : json.ValueTextEquals("counter"u8) ? ValueKind.Counter
                : json.ValueTextEquals("absolute"u8) ? ValueKind.Absolute
                : null;
            _isBroken |= kind is null;
            _kinds[_kindCount] = kind ?? default;
        }
    }

    private void ReadSources(ref Utf8JsonReader json)
    {
        for (_sourceCount = 0; NextElement(ref json, _sourceCount); _sourceCount++)
        {
            SetName(ref json, _sources[_sourceCount]);
        }
    }

    /// <summary>Goes on to the next element of an array, of which so many have been read; false at its end, or when it is none or too long.</summary>
    private bool NextElement(ref Utf8JsonReader json, int read)
    {
        json.Read();
        if (read == 0)
        {
            if (json.TokenType != JsonTokenType.StartArray)
            {
                _isBroken = true;
                json.Skip();
                return false;
            }

            json.Read();
        }

        // Of what is too long the rest is passed over, as is what an element holds.
        while (json.TokenType != JsonTokenType.EndArray && (read == ValueList.MaxValues || json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            _isBroken = true;
            json.Skip();
            json.Read();
        }

        return json.TokenType != JsonTokenType.EndArray;
    }

    private void ReadTime(ref Utf8JsonReader json, ValueList list)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var seconds) && seconds is > 0 and <= MaxUnixSeconds)
        {
            list.TimeMs = (long)Math.Round(seconds * 1000);
            return;
        }

        _isBroken = true;
        json.Skip();
    }

    private void ReadName(ref Utf8JsonReader json, NameField name)
    {
        json.Read();
        SetName(ref json, name);
    }

    private void SetName(ref Utf8JsonReader json, NameField name)
    {
        Span<byte> text = stackalloc byte[MaxNameText];
        if (json.TokenType != JsonTokenType.String || json.ValueSpan.Length > text.Length)
        {
            _isBroken = true;
            json.Skip();
            return;
        }

        _isBroken |= !name.TrySet(text[..json.CopyString(text)]);
    }

    /// <summary>A number as its kind needs it; none when it is not, as the rates are not that write_http sends with <c>StoreRates true</c>.</summary>
    private static CollectdValue Parse(ValueKind kind, ReadOnlySpan<byte> text)
    {
        var used = 0;
        CollectdValue? value = kind switch
        {
            ValueKind.Gauge => Utf8Parser.TryParse(text, out double number, out used) ? CollectdValue.OfGauge(number) : null,
            ValueKind.Derive => Utf8Parser.TryParse(text, out long total, out used) ? new CollectdValue(kind, (ulong)total) : null,
            _ => Utf8Parser.TryParse(text, out ulong count, out used) ? new CollectdValue(kind, count) : null,
        };
        return value is { } good && used == text.Length ? good : CollectdValue.None;
    }
}
