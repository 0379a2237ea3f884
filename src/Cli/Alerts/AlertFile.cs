using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Google.Protobuf.WellKnownTypes;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Fleet.Cli.Alerts;

/// <summary>
/// Alerts as a file that teams keep in git:
/// <code>
/// alerts:
///   - name: battery-low
///     condition: battery_soc_pct &lt; 5
///     scope: cohort = field
///     after: 30m
///     until: 2h
/// </code>
/// </summary>
internal static class AlertFile
{
    /// <exception cref="CliException">It is no such file; the message says where.</exception>
    public static IReadOnlyList<Alert> Read(string path, TextReader text)
    {
        Content? content;
        try
        {
            content = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build().Deserialize<Content?>(text);
        }
        catch (YamlException e)
        {
            throw new CliException(ExitCode.Failure, $"{path}:{e.Start.Line}:{e.Start.Column}: {e.InnerException?.Message ?? e.Message}");
        }

        return content?.Alerts is { } alerts
            ? [.. alerts.Select((entry, i) => entry is null ? throw Wrong(path, i, "is empty") : Of(path, i, entry))]
            : throw new CliException(ExitCode.Failure, $"{path}: has no list 'alerts'");
    }

    public static void Write(IEnumerable<Alert> alerts, TextWriter text) => new SerializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitDefaults)
        .WithIndentedSequences()
        .Build()
        .Serialize(text, new Content { Alerts = [.. alerts.Select(Of)] });

    private static Alert Of(string path, int index, Entry entry) => new()
    {
        Name = entry.Name ?? throw Wrong(path, index, "has no name"),
        Description = entry.Description ?? "",
        Condition = entry.Condition ?? throw Wrong(path, index, "has no condition"),
        Scope = entry.Scope ?? "",
        StartDelay = Delay(path, index, "after", entry.After),
        EndDelay = Delay(path, index, "until", entry.Until),
        Disabled = entry.Disabled,
    };

    private static Entry Of(Alert alert) => new()
    {
        Name = alert.Name,
        Description = TextOf(alert.Description),
        Condition = alert.Condition,
        Scope = TextOf(alert.Scope),
        After = TextOf(alert.StartDelay),
        Until = TextOf(alert.EndDelay),
        Disabled = alert.Disabled,
    };

    private static string? TextOf(string text) => text.Length > 0 ? text : null;

    private static string? TextOf(Duration delay) => delay.ToTimeSpan() is { Ticks: > 0 } span ? TimeText.Of(span) : null;

    private static Duration Delay(string path, int index, string field, string? text) => text is null
        ? new Duration()
        : TimeText.TryParseDuration(text, out var span) ? Duration.FromTimeSpan(span) : throw Wrong(path, index, $"{field}: '{text}' is not a duration, e.g. 90s, 15m, 24h, 7d");

    private static CliException Wrong(string path, int index, string problem) => new(ExitCode.Failure, $"{path}: alerts[{index}] {problem}");

    private sealed class Content
    {
        public List<Entry?>? Alerts { get; set; }
    }

    private sealed class Entry
    {
        public string? Name { get; set; }

        public string? Description { get; set; }

        public string? Condition { get; set; }

        public string? Scope { get; set; }

        public string? After { get; set; }

        public string? Until { get; set; }

        public bool Disabled { get; set; }
    }
}
