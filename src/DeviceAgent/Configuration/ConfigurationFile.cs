using System.Globalization;
using Fleet.Protocol.Metrics;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Fleet.DeviceAgent.Configuration;

/// <summary>
/// Reads the TOML file into a draft. Every mistake is found in one go and named by file, line and key. Works on the syntax tree, which knows
/// its lines and needs no reflection.
/// </summary>
internal sealed class ConfigurationFile
{
    private const string TagSection = "statsd.tags";

    private readonly string _path;
    private readonly ConfigurationDraft _draft;
    private readonly List<string> _problems = [];
    private int _firstLine;

    private ConfigurationFile(string path, ConfigurationDraft draft)
    {
        _path = path;
        _draft = draft;
    }

    /// <returns>The mistakes; empty when there are none.</returns>
    public static IReadOnlyList<string> Read(string path, ConfigurationDraft draft)
    {
        var file = new ConfigurationFile(path, draft);
        try
        {
            file.Read(File.ReadAllText(path), firstLine: 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file._problems.Add($"{path}: {e.Message}");
        }

        return file._problems;
    }

    /// <summary>Reads one line of a file by itself.</summary>
    /// <param name="path">Names the file in mistakes.</param>
    /// <param name="line">From 1.</param>
    /// <param name="text">A whole line, without its end.</param>
    /// <param name="draft">Takes its setting.</param>
    /// <returns>The mistakes; empty when there are none.</returns>
    public static IReadOnlyList<string> ReadLine(string path, int line, string text, ConfigurationDraft draft)
    {
        var file = new ConfigurationFile(path, draft);
        file.Read(text, line);
        return file._problems;
    }

    private void Read(string text, int firstLine)
    {
        _firstLine = firstLine;
        var document = SyntaxParser.Parse(text, _path);
        foreach (var diagnostic in document.Diagnostics)
        {
            _problems.Add($"{_path}:{diagnostic.Span.Start.Line + firstLine}: {diagnostic.Message}");
        }

        if (document.HasErrors)
        {
            return;
        }

        foreach (var pair in document.KeyValues)
        {
            Read([], pair);
        }

        foreach (var table in document.Tables)
        {
            if (table is TableArraySyntax)
            {
                _problems.Add($"{_path}:{table.Span.Start.Line + firstLine}: [[{string.Join('.', PathOf(table.Name!))}]]: one section expected, in single brackets");
                continue;
            }

            foreach (var pair in table.Items)
            {
                Read(PathOf(table.Name!), pair);
            }
        }
    }

    private void Read(IReadOnlyList<string> section, KeyValueSyntax pair)
    {
        string[] path = [.. section, .. PathOf(pair.Key!)];
        var line = pair.Span.Start.Line + _firstLine;
        if (pair.Value is InlineTableSyntax inline)
        {
            foreach (var item in inline.Items)
            {
                Read(path, item.KeyValue!);
            }

            return;
        }

        var values = ValuesOf(pair.Value);
        var name = string.Join('.', path);
        var problem = values is null
            ? "a text, number, boolean or a list of texts expected"
            : name.StartsWith(TagSection + ".", StringComparison.Ordinal) ? SetTags(path, values)
            : Settings.All.FirstOrDefault(setting => setting.Key == name) is not { } setting ? "no such setting; fleetd --help lists all"
            : !setting.IsList && pair.Value is ArraySyntax ? "one value expected, not a list"
            : setting.Apply(_draft, values);
        _draft.Places[name] = $"{_path}:{line}";
        if (problem is not null)
        {
            _problems.Add($"{_path}:{line}: {name}: {problem}");
        }
    }

    private string? SetTags(string[] path, IReadOnlyList<string> tags)
    {
        var key = string.Join('.', path[TagSection.Split('.').Length..]);
        if (!KeyTable.IsValidKey(key))
        {
            return "not a metric's key";
        }

        // Twice in one file is a mistake of TOML itself; in a later file it stands above the earlier.
        _draft.StatsdTags[key] = tags;
        return null;
    }

    private static string[] PathOf(KeySyntax key) =>
        [TextOf(key.Key!), .. key.DotKeys.Select(dot => TextOf(dot.Key!))];

    private static string TextOf(BareKeyOrStringValueSyntax key) => key switch
    {
        BareKeySyntax bare => bare.Key!.Text!,
        StringValueSyntax text => text.Value!,
        _ => key.ToString()!,
    };

    private static List<string>? ValuesOf(SyntaxNode? value) => value switch
    {
        StringValueSyntax text => [text.Value!],
        IntegerValueSyntax integer => [integer.Value.ToString(CultureInfo.InvariantCulture)],
        BooleanValueSyntax flag => [flag.Value ? "true" : "false"],
        ArraySyntax array when array.Items.All(item => item.Value is StringValueSyntax) => [.. array.Items.Select(item => ((StringValueSyntax)item.Value!).Value!)],
        _ => null,
    };
}
