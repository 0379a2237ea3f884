using System.Globalization;
using Fleet.Gateway.Api;
using Fleet.Grains.Exports;
using Google.Protobuf.WellKnownTypes;

namespace Fleet.Gateway.Exports;

/// <summary>What the query of an export's URL asks for.</summary>
/// <param name="Start">Null when left out.</param>
/// <param name="End">Null when left out.</param>
/// <param name="Filter">Empty when left out; at most one of the three is given.</param>
/// <param name="Set">Empty when left out.</param>
/// <param name="Serial">Empty when left out.</param>
/// <param name="Metrics">Keys; none when left out.</param>
/// <param name="Format">Parquet when left out.</param>
internal sealed record ExportParameters(
    Timestamp? Start, Timestamp? End, string Filter, string Set, string Serial, IReadOnlyList<string> Metrics, ExportFormat Format)
{
    private const string Metric = "metric";

    /// <summary>Each with the second name that JSON transcoding takes too.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["startTime"] = "start_time",
        ["endTime"] = "end_time",
        ["filter"] = "filter",
        ["set"] = "set",
        ["serial"] = "serial",
        [Metric] = Metric,
        ["format"] = "format",
    };

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: a parameter that there is not, or is there twice, or cannot be read.</exception>
    public static ExportParameters Of(IQueryCollection query)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (given, texts) in query)
        {
            var name = Names.GetValueOrDefault(given, given);
            if (!Names.ContainsValue(name))
            {
                throw ApiErrors.Invalid(given, $"there is no such parameter; there are {string.Join(", ", Names.Values)}");
            }

            if (name != Metric && (texts.Count != 1 || !values.TryAdd(name, texts[0] ?? "")))
            {
                throw ApiErrors.Invalid(name, "is given more than once");
            }
        }

        string Text(string name) => values.GetValueOrDefault(name, "");
        if (new[] { "filter", "set", "serial" }.Count(n => Text(n).Length > 0) > 1)
        {
            throw ApiErrors.Invalid("filter", "filter, set and serial exclude each other");
        }

        return new ExportParameters(
            Time("start_time", Text("start_time")),
            Time("end_time", Text("end_time")),
            Text("filter"),
            Text("set"),
            Text("serial"),
            [.. query[Metric].Select(m => m ?? "")],
            Text("format") switch
            {
                "" or "parquet" => ExportFormat.Parquet,
                "csv" => ExportFormat.Csv,
                var other => throw ApiErrors.Invalid("format", $"'{other}' is not one of parquet, csv"),
            });
    }

    private static Timestamp? Time(string name, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? Timestamp.FromDateTimeOffset(time)
            : throw ApiErrors.Invalid(name, $"'{text}' is not a time, e.g. 2026-03-01T14:30:00Z");
    }
}
