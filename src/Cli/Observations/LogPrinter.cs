using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Cli.Output;
using Fleet.Protocol.Logs;
using MessagePack;

namespace Fleet.Cli.Observations;

/// <summary>Prints records: a line for a person, or a JSON object on a line for programs.</summary>
internal sealed class LogPrinter(TextWriter output, bool asJson)
{
    private static readonly string[] Levels = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

    private static readonly MessagePackSerializerOptions Untrusted = MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);

    public void Print(LogRecord record)
    {
        if (asJson)
        {
            output.WriteLine(Json(record));
            return;
        }

        var line = new StringBuilder();
        line.Append(Time(record.TimeUs)).Append(' ').Append(Levels[record.Level].PadRight(7)).Append(' ');
        if (record.Source.Length > 0)
        {
            line.Append(Table.Printable(record.Source)).Append(": ");
        }

        // More lines of one record stand off, so that each record begins where the eye looks for it.
        line.AppendJoin("\n    ", record.Message.ReplaceLineEndings("\n").Split('\n').Select(Printable));
        if (!record.Fields.IsEmpty)
        {
            line.Append(' ').Append(Table.Printable(Fields(record)));
        }

        output.WriteLine(line.ToString());
    }

    private static string Json(LogRecord record)
    {
        var json = new JsonObject
        {
            ["time"] = Time(record.TimeUs),
            ["level"] = record.Level,
            ["source"] = record.Source,
            ["message"] = record.Message,
        };
        if (!record.Fields.IsEmpty)
        {
            json["fields"] = FieldsNode(record);
        }

        return json.ToJsonString();
    }

    private static string Fields(LogRecord record) => FieldsNode(record)?.ToJsonString() ?? "";

    private static JsonNode? FieldsNode(LogRecord record)
    {
        var text = MessagePackSerializer.ConvertToJson(record.Fields, Untrusted);
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            // A key that is no text, or a number that JSON does not have.
            return JsonValue.Create(text);
        }
    }

    private static string Printable(string line) => string.Join('\t', line.Split('\t').Select(Table.Printable));

    /// <summary>ISO 8601 in UTC; the number where no calendar holds it.</summary>
    private static string Time(long us)
    {
        const long MaxUs = 253_402_300_799_999_999;
        return us is >= 0 and <= MaxUs
            ? DateTime.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)
            : us.ToString(CultureInfo.InvariantCulture);
    }
}
