using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fleet.Api.V1;
using Attribute = Fleet.Api.V1.Attribute;

namespace Fleet.Cli.Devices;

/// <summary>
/// Values of attributes as people write them, on the command line and in CSV files: a number is a number, <c>true</c> and <c>false</c> are flags,
/// all else is a text. In double quotes, with <c>\"</c> and <c>\\</c> in them, anything is a text.
/// </summary>
internal static partial class AttributeText
{
    /// <summary>What a cell must not begin with that a spreadsheet may take for a formula.</summary>
    private const string FormulaStarts = "=+-@\t\r";

    /// <exception cref="FormatException">Quotes that are not closed, or a number beyond what can be.</exception>
    public static AttributeAssignment Parse(string key, string text)
    {
        if (text is "true" or "false")
        {
            return new AttributeAssignment { Key = key, Flag = text == "true" };
        }

        if (!NumberPattern().IsMatch(text))
        {
            return new AttributeAssignment { Key = key, Text = ParseText(text) };
        }

        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? new AttributeAssignment { Key = key, Number = number } : throw new FormatException($"{text} is too large a number");
    }

    /// <summary>A text that may stand in quotes.</summary>
    /// <exception cref="FormatException">Quotes that are not closed.</exception>
    public static string ParseText(string text)
    {
        if (!text.StartsWith('"'))
        {
            return text;
        }

        var parsed = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                return i == text.Length - 1 ? parsed.ToString() : throw new FormatException($"{text} goes on behind its closing quote");
            }

            i += text[i] == '\\' ? 1 : 0;
            parsed.Append(i < text.Length ? text[i] : "");
        }

        throw new FormatException($"{text} has no closing quote");
    }

    /// <summary>What <see cref="Parse"/> reads as the same value.</summary>
    public static string Of(Attribute attribute) => attribute.ValueCase switch
    {
        Attribute.ValueOneofCase.Text when attribute.Text is "" or "true" or "false" || NumberPattern().IsMatch(attribute.Text) => Quote(attribute.Text),
        Attribute.ValueOneofCase.Text => OfText(attribute.Text),
        Attribute.ValueOneofCase.Number => attribute.Number.ToString("R", CultureInfo.InvariantCulture),
        Attribute.ValueOneofCase.Flag => attribute.Flag ? "true" : "false",
        _ => "",
    };

    /// <summary>What <see cref="Parse"/> reads as the same value.</summary>
    public static string Of(AttributeAssignment assignment) => assignment.ValueCase switch
    {
        AttributeAssignment.ValueOneofCase.Number => Of(new Attribute { Number = assignment.Number }),
        AttributeAssignment.ValueOneofCase.Flag => Of(new Attribute { Flag = assignment.Flag }),
        _ => Of(new Attribute { Text = assignment.Text }),
    };

    /// <summary>What <see cref="ParseText"/> reads as the same text, and no spreadsheet as a formula.</summary>
    public static string OfText(string text) =>
        text.Length > 0 && (text[0] == '"' || FormulaStarts.Contains(text[0], StringComparison.Ordinal)) ? Quote(text) : text;

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NumberPattern();
}
