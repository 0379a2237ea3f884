using System.Buffers;
using System.Text;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.DeviceAgent.Logs.Syslog;

/// <summary>Structured data of RFC 5424, 6.3: <c>[id name="value" ...][id ...]</c>, with <c>\" \\ \]</c> in values.</summary>
internal static class SyslogData
{
    private const int MaxElements = 32;

    /// <summary>Takes the structured data and the space behind it from the start of <paramref name="rest"/>; what is not of its form stays.</summary>
    /// <returns>MessagePack of <c>{id: {name: value}}</c>; empty when there is none.</returns>
    public static ReadOnlySpan<byte> Take(ref string rest)
    {
        if (rest.StartsWith('-'))
        {
            rest = rest.Length > 1 && rest[1] == ' ' ? rest[2..] : rest.Length == 1 ? "" : rest;
            return [];
        }

        var elements = new List<(string Id, List<(string Name, string Value)> Parameters)>();
        var at = 0;
        while (at < rest.Length && rest[at] == '[' && elements.Count < MaxElements)
        {
            if (!TryReadElement(rest, ref at, out var element))
            {
                return [];
            }

            elements.Add(element);
        }

        if (elements.Count == 0)
        {
            return [];
        }

        rest = at < rest.Length && rest[at] == ' ' ? rest[(at + 1)..] : rest[at..];
        return Encode(elements);
    }

    private static bool TryReadElement(string text, ref int at, out (string Id, List<(string Name, string Value)> Parameters) element)
    {
        element = default;
        var i = at + 1;
        var start = i;
        while (i < text.Length && text[i] is not (' ' or ']'))
        {
            i++;
        }

        var id = text[start..i];
        var parameters = new List<(string, string)>();
        while (i < text.Length && text[i] == ' ')
        {
            start = ++i;
            while (i < text.Length && text[i] != '=')
            {
                i++;
            }

            if (i + 1 >= text.Length || text[i + 1] != '"')
            {
                return false;
            }

            var name = text[start..i];
            var value = new StringBuilder();
            for (i += 2; i < text.Length && text[i] != '"'; i++)
            {
                if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\' or ']')
                {
                    i++;
                }

                value.Append(text[i]);
            }

            i++;
            parameters.Add((name, value.ToString()));
        }

        if (i >= text.Length || text[i] != ']' || id.Length == 0)
        {
            return false;
        }

        element = (id, parameters);
        at = i + 1;
        return true;
    }

    private static ReadOnlySpan<byte> Encode(List<(string Id, List<(string Name, string Value)> Parameters)> elements)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        var writer = new MessagePackWriter(buffer);
        writer.PutMap(elements.Count);
        foreach (var (id, parameters) in elements)
        {
            writer.Put(id);
            writer.PutMap(parameters.Count);
            foreach (var (name, value) in parameters)
            {
                writer.Put(name);
                writer.Put(value);
            }
        }

        writer.Flush();
        return buffer.WrittenSpan;
    }
}
