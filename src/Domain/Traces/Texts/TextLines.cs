namespace Fleet.Domain.Traces.Texts;

/// <summary>The lines of a text from a device: bounded in number and length, without colours and control characters.</summary>
internal static class TextLines
{
    public static List<string> Of(string text)
    {
        var lines = new List<string>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (lines.Count == TextLimits.MaxLines)
            {
                break;
            }

            lines.Add(Clean(line.Length <= TextLimits.MaxLine ? line : line[..TextLimits.MaxLine]));
        }

        return lines;
    }

    private static string Clean(ReadOnlySpan<char> line)
    {
        if (line.IndexOfAnyInRange('\0', '\x1f') < 0)
        {
            return line.TrimEnd().ToString();
        }

        var clean = new char[line.Length];
        var length = 0;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\e' && i + 1 < line.Length && line[i + 1] == '[')
            {
                // ECMA-48, 5.4: parameters, then one final byte.
                for (i += 2; i < line.Length && line[i] is < '@' or > '~'; i++)
                {
                    // A parameter.
                }
            }
            else if (line[i] == '\t' || !char.IsControl(line[i]))
            {
                clean[length++] = line[i];
            }
        }

        return new string(clean, 0, length).TrimEnd();
    }
}
