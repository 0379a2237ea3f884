using System.Text.Json;

namespace Fleet.DeviceAgent.Control;

/// <summary>Arguments of a command, from a program that may have it wrong.</summary>
internal static class ControlArguments
{
    /// <summary>A text without control characters but line ends and tabs.</summary>
    /// <exception cref="ControlException">It is missing, no text, too long, or of other characters.</exception>
    public static string Text(JsonElement request, string name, int atMost, string? otherwise = null)
    {
        if (!request.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return otherwise ?? throw new ControlException($"\"{name}\" is missing");
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new ControlException($"\"{name}\" must be a text");
        if (text.Length > atMost || text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t' or '\e')))
        {
            throw new ControlException($"\"{name}\" must be at most {atMost} characters, and no control characters but line ends and tabs");
        }

        return otherwise is null && text.Length == 0 ? throw new ControlException($"\"{name}\" is empty") : text;
    }

    /// <summary>A text of one line.</summary>
    /// <exception cref="ControlException">It is missing, no text, too long, or of several lines.</exception>
    public static string Line(JsonElement request, string name, int atMost, string? otherwise = null)
    {
        var text = Text(request, name, atMost, otherwise);
        return text.Any(char.IsControl) ? throw new ControlException($"\"{name}\" must be one line") : text;
    }

    /// <exception cref="ControlException">It is no boolean.</exception>
    public static bool Flag(JsonElement request, string name) =>
        request.TryGetProperty(name, out var value)
        && value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False or JsonValueKind.Null => false,
            _ => throw new ControlException($"\"{name}\" must be true or false"),
        };

    /// <exception cref="ControlException">It is missing, or no whole number of the range.</exception>
    public static long Number(JsonElement request, string name, long atLeast, long atMost) =>
        request.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= atLeast && number <= atMost
            ? number
            : throw new ControlException($"\"{name}\" must be a whole number from {atLeast} to {atMost}");
}
