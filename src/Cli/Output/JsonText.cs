using Google.Protobuf;

namespace Fleet.Cli.Output;

/// <summary>Answers as JSON, in the form that the REST API has: what a script learns from the one it can use with the other.</summary>
internal static class JsonText
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithIndentation());

    public static string Of(IMessage message) => Formatter.Format(message);
}
