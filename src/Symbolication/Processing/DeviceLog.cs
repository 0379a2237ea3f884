using System.Text.Json;
using Fleet.Domain.Traces;

namespace Fleet.Symbolication.Processing;

/// <summary>The last lines of a device's log, of the note that the agent adds to a core: <c>{"lines": [{"time_us", "level", "source", "text"}, ...]}</c>.</summary>
internal static class DeviceLog
{
    /// <summary>The answer has three levels.</summary>
    private static readonly JsonDocumentOptions Bounds = new() { MaxDepth = 8 };

    /// <returns>The last ones, the oldest first. What is no line is passed over; empty when the note is damaged, as one that was cut is.</returns>
    public static IReadOnlyList<TraceLogLine> Read(ReadOnlyMemory<byte> note)
    {
        if (note.IsEmpty)
        {
            return [];
        }

        try
        {
            using var json = JsonDocument.Parse(note, Bounds);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("lines", out var lines) || lines.ValueKind != JsonValueKind.Array)
            {
                return [];
            }

            var skipped = Math.Max(0, lines.GetArrayLength() - TraceLimits.MaxLogLines);
            List<TraceLogLine> found = [];
            foreach (var line in lines.EnumerateArray().Skip(skipped))
            {
                if (line.ValueKind == JsonValueKind.Object && Number(line, "time_us", out var time) && Number(line, "level", out var level))
                {
                    found.Add(new TraceLogLine(time, (int)Math.Clamp(level, 0, 7), Text(line, "source"), Text(line, "text")));
                }
            }

            return found;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static bool Number(JsonElement line, string name, out long number)
    {
        number = 0;
        return line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out number);
    }

    private static string Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text ? TraceTexts.Cut(text, TraceLimits.MaxLogText) : "";
}
