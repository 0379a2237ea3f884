using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Fleet.Domain.Traces.Tickets;

/// <summary>
/// The URL of a tracker's form for a new ticket, with places for what is known of an issue:
/// <code>
/// https://github.com/acme/product/issues/new?title={title}&amp;body={stack}%0A{url}
/// https://gitlab.example/acme/product/-/issues/new?issue[title]={title}&amp;issue[description]={stack}
/// https://acme.atlassian.net/secure/CreateIssueDetails!init.jspa?pid=10000&amp;issuetype=1&amp;summary={title}&amp;description={stack}
/// </code>
/// Every value is percent-encoded (RFC 3986, section 2.1), so that none can end the parameter it is in; and none can stand in the scheme or the host, so that no device
/// says where people are led. A brace that is none of a place is written <c>%7B</c> or <c>%7D</c>.
/// </summary>
public sealed class TicketTemplate
{
    /// <summary>Characters of a template.</summary>
    public const int MaxTemplate = 2_048;

    /// <summary>Characters of a URL that is filled in: what browsers and the servers of trackers take.</summary>
    public const int MaxUrl = 8_000;

    /// <summary>Characters of a URL that one value may take but the stack, which gets what is left. Nine are one character of most scripts.</summary>
    public const int MaxValue = 1_000;

    private const string Stack = "stack";

    private static readonly FrozenDictionary<string, Func<TicketFields, string>> Values = new Dictionary<string, Func<TicketFields, string>>
    {
        ["id"] = f => f.Id.ToString(CultureInfo.InvariantCulture),
        ["title"] = f => f.Title,
        ["class"] = f => f.Class,
        ["software_type"] = f => f.SoftwareType,
        ["version"] = f => f.Version,
        ["traces"] = f => f.Traces.ToString(CultureInfo.InvariantCulture),
        ["devices"] = f => f.Devices.ToString(CultureInfo.InvariantCulture),
        ["url"] = f => f.Url,
        [Stack] = f => f.Stack,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Literal text and names of places by turns, text first and last.</summary>
    private readonly string[] _parts;

    private TicketTemplate(string text, string[] parts)
    {
        Text = text;
        _parts = parts;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Names of places, as they are written between braces.</summary>
    public static IReadOnlyList<string> Places { get; } = [.. Values.Keys.Order(StringComparer.Ordinal)];

    /// <exception cref="ArgumentException">The text is none; the message begins with <c>template</c> and says where, from character 1 on, and what would be right.</exception>
    public static TicketTemplate Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > MaxTemplate)
        {
            throw new ArgumentException($"template: {text.Length} characters, 1 to {MaxTemplate} are allowed");
        }

        if (text.AsSpan().IndexOfAnyExceptInRange('!', '~') is var odd and >= 0)
        {
            throw new ArgumentException($"template, character {odd + 1}: a URL has letters, digits and signs of ASCII only, everything else is percent-encoded");
        }

        if (text.IndexOf('\\', StringComparison.Ordinal) is var back and >= 0)
        {
            // Browsers take it for a slash, and others do not.
            throw new ArgumentException($"template, character {back + 1}: a URL has no backslash; one that is part of a value is written %5C");
        }

        var parts = Split(text);
        CheckHead(parts[0], parts.Length > 1);
        return new TicketTemplate(text, parts);
    }

    /// <returns>A URL of at most <see cref="MaxUrl"/> characters.</returns>
    public string Fill(TicketFields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var values = new string[_parts.Length];
        var left = MaxUrl;
        var stacks = 0;
        for (var i = 0; i < _parts.Length; i++)
        {
            var isStack = i % 2 == 1 && _parts[i] == Stack;
            stacks += isStack ? 1 : 0;
            values[i] = i % 2 == 0 ? _parts[i] : isStack ? "" : Encode(Values[_parts[i]](fields), Math.Min(MaxValue, Math.Max(0, left)));
            left -= values[i].Length;
        }

        for (var i = 1; i < _parts.Length; i += 2)
        {
            if (_parts[i] == Stack)
            {
                values[i] = EncodeLines(fields.Stack, left / stacks);
            }
        }

        var url = string.Concat(values);
        return url.Length <= MaxUrl ? url : throw new InvalidOperationException($"a template of {Text.Length} characters was filled to {url.Length}");
    }

    private static string[] Split(string text)
    {
        var parts = new List<string>();
        var at = 0;
        while (text.AsSpan(at).IndexOfAny('{', '}') is var offset and >= 0)
        {
            var open = at + offset;
            var close = text.IndexOf('}', open);
            if (text[open] == '}' || close < 0)
            {
                throw new ArgumentException($"template, character {open + 1}: a brace without its other; one that is part of the URL is written %7B or %7D");
            }

            var name = text[(open + 1)..close];
            if (!Values.ContainsKey(name))
            {
                throw new ArgumentException($"template, character {open + 1}: there is no {{{name}}}, only {string.Join(' ', Places.Select(place => $"{{{place}}}"))}");
            }

            parts.Add(text[at..open]);
            parts.Add(name);
            at = close + 1;
        }

        parts.Add(text[at..]);
        return [.. parts];
    }

    /// <param name="head">What is before the first place.</param>
    /// <param name="hasPlaces">Whether there is one.</param>
    private static void CheckHead(string head, bool hasPlaces)
    {
        var isUrl = Uri.TryCreate(head, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp);
        if (!isUrl || url!.Host.Length == 0 || url.UserInfo.Length > 0)
        {
            throw new ArgumentException("template: must begin with http:// or https:// and a host, without a user");
        }

        var authority = head.IndexOf("://", StringComparison.Ordinal) + 3;
        if (hasPlaces && head.AsSpan(authority).IndexOfAny('/', '?', '#') < 0)
        {
            throw new ArgumentException($"template, character {head.Length + 1}: the host must end, with a slash, before the first value");
        }
    }

    /// <summary>Whole lines, as many as there is room for; of the first as much as there is.</summary>
    private static string EncodeLines(string text, int room)
    {
        var encoded = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            var more = encoded.Length == 0 ? Encode(line, room) : "%0A" + Uri.EscapeDataString(line);
            if (encoded.Length + more.Length > room)
            {
                break;
            }

            encoded.Append(more);
        }

        return encoded.ToString();
    }

    /// <summary>As much of a text as there is room for, in whole characters.</summary>
    private static string Encode(string text, int room)
    {
        var encoded = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var more = Uri.EscapeDataString(rune.ToString());
            if (encoded.Length + more.Length > room)
            {
                break;
            }

            encoded.Append(more);
        }

        return encoded.ToString();
    }
}
