using System.Text.Json;

namespace Fleet.MetricQuestions;

/// <summary>Reads JSON answers as far as counting their numbers needs it.</summary>
internal static class Answers
{
    public delegate bool Matcher(Utf8JsonReader reader);

    /// <summary>How many tokens match.</summary>
    public static int Count(ReadOnlySpan<byte> json, Matcher matches)
    {
        var reader = new Utf8JsonReader(json);
        var count = 0;
        while (reader.Read())
        {
            count += matches(reader) ? 1 : 0;
        }

        return count;
    }
}
