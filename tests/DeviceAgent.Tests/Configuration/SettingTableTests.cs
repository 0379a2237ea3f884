using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using Fleet.DeviceAgent.Configuration;
using Fleet.Tests.Shared;

namespace Fleet.DeviceAgent.Tests.Configuration;

/// <summary>The table of settings in <c>docs/agent.md</c>: each has a default and a meaning there, the default is the code's, and something reads it.</summary>
public sealed partial class SettingTableTests
{
    /// <summary>Of any kind of setting one fits that is not its default.</summary>
    private static readonly string[] Values =
    [
        "true", "false", "7s", "2m", "3h", "3MiB", "33MiB", "127.0.0.1:9", "example.com:99", "/some/path", "debug", "warn", "err", "registers", "7", "flt_key_zz", "http://elsewhere", "-x", "word",
    ];

    private static readonly IReadOnlyDictionary<string, (string Default, string Meaning)> Rows = File.ReadLines(Path.Combine(Checkout.Root, "docs", "agent.md"))
        .SkipWhile(line => line != "| setting | option | default | meaning |").Skip(2).TakeWhile(line => line.StartsWith('|'))
        .Select(line => CellEnd().Split(line.Trim('|', ' ')))
        .SelectMany(cells =>
        {
            var keys = Code().Matches(cells[0]).Select(match => match.Groups["text"].Value).ToList();
            var defaults = Code().Matches(cells[2]).Select(match => match.Groups["text"].Value).ToList();
            return keys.Select((key, i) => (key, (Default: keys.Count > 1 && defaults.Count == keys.Count ? $"`{defaults[i]}`" : cells[2].Trim(), Meaning: cells[3].Trim())));
        })
        .ToDictionary(row => row.key, row => row.Item2);

    public static TheoryData<string> Keys => [.. Settings.All.Select(setting => setting.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Each_setting_has_its_default_and_its_meaning_in_the_table(string key)
    {
        var setting = Settings.All.Single(setting => setting.Key == key);
        var (said, meaning) = Rows[key];
        Assert.NotEmpty(said);
        Assert.NotEmpty(meaning);
        var unset = new ConfigurationDraft();
        if (Literal().Match(said) is { Success: true } literal)
        {
            var draft = new ConfigurationDraft();
            var value = literal.Groups["value"].Value;
            Assert.Null(setting.Apply(draft, setting.IsList ? [.. Quoted().Matches(value).Select(match => match.Groups["item"].Value)] : [value]));
            Assert.Equal(TextOf(unset), TextOf(draft));
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Each_setting_changes_the_configuration(string key)
    {
        var setting = Settings.All.Single(setting => setting.Key == key);
        Assert.Contains(Values, value =>
        {
            var draft = new ConfigurationDraft();
            return setting.Apply(draft, [value]) is null && TextOf(draft) != TextOf(new ConfigurationDraft());
        });
    }

    [Fact]
    public void The_table_has_no_setting_that_is_none() =>
        Assert.Equal(Settings.All.Select(setting => setting.Key).Append("[statsd.tags]").Order(StringComparer.Ordinal), Rows.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void What_the_configuration_holds_is_read_by_the_agent()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src", "DeviceAgent"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/Configuration/", StringComparison.Ordinal) && !path.EndsWith("Options.cs", StringComparison.Ordinal) && !path.EndsWith("CoredumpSettings.cs", StringComparison.Ordinal))
            .Select(File.ReadAllText).ToList();
        var properties = typeof(AgentConfiguration).GetProperties().Concat(
            typeof(AgentConfiguration).GetProperties().Select(property => property.PropertyType).Where(IsOurs).SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)));
        Assert.All(properties, property => Assert.Contains(sources, source => Regex.IsMatch(source, $@"[.]{property.Name}\b", RegexOptions.None, TimeSpan.FromSeconds(5))));
    }

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith("Fleet.", StringComparison.Ordinal) == true && !type.IsEnum;

    /// <summary>All that an object holds, in words.</summary>
    private static string TextOf(object? value) => value switch
    {
        null => "null",
        string text => text,
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(TextOf))}]",
        _ when IsOurs(value.GetType()) => string.Join(
            '\n', value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => $"{property.Name}={TextOf(property.GetValue(value))}")),
        _ => value.ToString()!,
    };

    [GeneratedRegex(@"(?<!\\)\|", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CellEnd();

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Code();

    /// <summary>A default that is a value, not told in words.</summary>
    [GeneratedRegex("^`(?<value>[^`]*)`(, all)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Literal();

    [GeneratedRegex("\"(?<item>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Quoted();
}
