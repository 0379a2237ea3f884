using System.Globalization;

namespace Fleet.Domain.Devices.Filters;

/// <summary>Reads what stands behind the name of a window's function, and counts windows.</summary>
/// <param name="tokens">Of the filter.</param>
/// <param name="parseMetric">Reads the key of a metric.</param>
internal sealed class WindowParser(FilterTokens tokens, Func<string> parseMetric)
{
    private const string ANumber = "a number";
    private const string ALength = "a length of time (30m, 24h, 7d; units are s, m, h, d, w; at most 90d)";

    private int _windows;

    /// <summary>
    /// window = ( "any" | "all" ) "(" key order number "," length ")" | function "(" key "," length ")" order number. The parenthesis is the next token.
    /// </summary>
    public WindowCondition Parse(FilterToken name, WindowFunction function)
    {
        if (++_windows > DeviceFilterParser.MaxWindows)
        {
            throw new DeviceFilterException(name.Column, $"a filter has at most {DeviceFilterParser.MaxWindows} windows");
        }

        Expect("(");
        var metric = parseMetric();
        var isOfReports = function is WindowFunction.Any or WindowFunction.All;
        var within = isOfReports ? ParseComparison() : default;
        Expect(",");
        var length = ParseLength();
        Expect(")");
        var (comparison, value) = isOfReports ? within : ParseComparison();
        return new WindowCondition(function, metric, comparison, value, length);
    }

    private (DeviceOperator Operator, double Value) ParseComparison()
    {
        var sign = tokens.Next;
        if (sign.Kind != FilterTokenKind.Operator || FilterWords.Operators[sign.Text] is DeviceOperator.StartsWith or DeviceOperator.Like)
        {
            throw FilterTokens.Unexpected(sign, "an operator for numbers (=, !=, <, <=, >, >=)");
        }

        tokens.Take();
        var value = tokens.Next;
        if (value.Kind != FilterTokenKind.Word
            || !double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            throw FilterTokens.Unexpected(value, ANumber);
        }

        tokens.Take();
        return (FilterWords.Operators[sign.Text], number);
    }

    private long ParseLength()
    {
        var token = tokens.Next;
        if (token.Kind != FilterTokenKind.Word || !FilterValues.TryReadLength(token.Text, WindowCondition.MaxLengthMs, out var lengthMs) || lengthMs == 0)
        {
            throw FilterTokens.Unexpected(token, ALength);
        }

        tokens.Take();
        return lengthMs;
    }

    private void Expect(string mark)
    {
        if (!tokens.TryTakeMark(mark))
        {
            throw tokens.Unexpected($"'{mark}'");
        }
    }
}
