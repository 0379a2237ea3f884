using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Metrics;

/// <summary>What is said of a metric, in words.</summary>
internal static class MetricText
{
    /// <summary>A kind as it is written.</summary>
    public static string Of(MetricKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Empty when every value is valid.</summary>
    public static string Of(ValidRange? range) => range switch
    {
        { HasMin: true, HasMax: true } => $"{NumberText.Of(range.Min)} to {NumberText.Of(range.Max)}",
        { HasMin: true } => $"{NumberText.Of(range.Min)} or more",
        { HasMax: true } => $"at most {NumberText.Of(range.Max)}",
        _ => "",
    };

    /// <summary>The kinds that devices send it as, when that is not its kind alone; else empty.</summary>
    public static string OtherKinds(Metric metric) => metric.SentKinds.All(kind => kind == metric.Kind) ? "" : string.Join(", ", metric.SentKinds.Select(Of));

    /// <summary>Behind a sentence: that reports were set apart; empty when none were.</summary>
    public static string OutOfRange(long reports, ValidRange? range) => reports == 0
        ? ""
        : $" {NumberText.Of(reports)} more {(reports == 1 ? "report is" : "reports are")} set apart: not all of their values are within {Of(range)}.";
}
