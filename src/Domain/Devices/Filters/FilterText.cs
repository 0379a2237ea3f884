using System.Globalization;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices.Filters;

/// <summary>Writes conditions as <see cref="DeviceFilterParser"/> reads them.</summary>
internal static class FilterText
{
    public static string Condition(string operand, DeviceOperator comparison, IEnumerable<string> values)
    {
        var written = values.ToList();
        if (written.Count == 1)
        {
            return $"{operand} {FilterWords.NameOf(comparison)} {written[0]}";
        }

        var list = $"{FilterWords.In} ({string.Join(", ", written)})";
        return comparison == DeviceOperator.NotEqual ? $"{operand} {FilterWords.Not} {list}" : $"{operand} {list}";
    }

    public static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    public static string Write(AttributeValue value) =>
        value.Text is { } text ? Quote(text) : value.Number?.ToString("R", CultureInfo.InvariantCulture) ?? value.ToString();
}
