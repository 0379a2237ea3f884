using System.Globalization;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices.Filters;

/// <summary>What the values in a filter stand for.</summary>
internal static class FilterValues
{
    private const string ATime = "a time (2026-01-31, 2026-01-31T12:00:00Z, or 30m ago; units are s, m, h, d, w)";

    private static readonly string[] TimeFormats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static string Text(FilterToken value, DeviceOperator comparison) =>
        value.Kind != FilterTokenKind.Word || comparison == DeviceOperator.Like || !value.Text.Any(GlobPattern.IsWildcard)
            ? value.Text
            : throw new DeviceFilterException(value.Column, $"{value}: '*' and '?' stand for other characters behind ~ only; put them in double quotes to mean themselves");

    /// <summary>A word may be a number or a flag, a string never is; prefixes and patterns are texts.</summary>
    public static AttributeValue Typed(FilterToken value, DeviceOperator comparison)
    {
        var text = Text(value, comparison);
        if (value.Kind != FilterTokenKind.Word || comparison is DeviceOperator.StartsWith or DeviceOperator.Like)
        {
            return AttributeValue.Of(text);
        }

        if (bool.TryParse(text, out var flag))
        {
            return AttributeValue.Of(flag);
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? AttributeValue.Of(number)
            : AttributeValue.Of(text);
    }

    /// <summary>time = instant | word "ago"</summary>
    public static FilterTime TakeTime(FilterTokens tokens)
    {
        var value = tokens.Next;
        if (value.Kind is not (FilterTokenKind.Word or FilterTokenKind.String))
        {
            throw tokens.Unexpected(ATime);
        }

        tokens.Take();
        if (DateTimeOffset.TryParseExact(
            value.Text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant))
        {
            return FilterTime.At(instant.ToUnixTimeMilliseconds());
        }

        if (value.Kind != FilterTokenKind.Word || !IsLength(value.Text))
        {
            throw FilterTokens.Unexpected(value, ATime);
        }

        if (!tokens.TryTakeWord(FilterWords.Ago))
        {
            throw tokens.Unexpected($"'{FilterWords.Ago}'");
        }

        return TryReadLength(value.Text, FilterTime.MaxAgoMs, out var agoMs)
            ? FilterTime.Ago(agoMs)
            : throw new DeviceFilterException(value.Column, $"{value} is longer ago than 100 years");
    }

    /// <summary>A number with a unit: <c>30m</c>.</summary>
    public static bool TryReadLength(string text, long maxMs, out long lengthMs)
    {
        lengthMs = 0;
        if (!IsLength(text))
        {
            return false;
        }

        var unitMs = FilterWords.Units[text[^1]];
        var isRead = long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= maxMs / unitMs;
        lengthMs = isRead ? count * unitMs : 0;
        return isRead;
    }

    private static bool IsLength(string text) =>
        text.Length >= 2 && FilterWords.Units.ContainsKey(text[^1]) && !text.AsSpan(0, text.Length - 1).ContainsAnyExceptInRange('0', '9');
}
