namespace Fleet.Domain.Traces.Grouping;

/// <summary>
/// Reads rules, one a line:
/// <code>
/// # The product's own libraries; everything else is foreign.
/// app     module    libacme*.so
/// app     path      */acme/src/*
/// system  module    libvendor.so
/// skip    function  acme::log::fatal
/// past    function  acme::EventLoop::*
/// </code>
/// A line is an action (<c>app system skip past</c>), what it looks at (<c>module path function build-id</c>) and a pattern, separated by blanks; a pattern
/// with blanks is put in double quotes. What follows a <c>#</c> at the start of a word is a comment.
/// </summary>
internal static class GroupingRulesParser
{
    /// <summary>Each frame of each trace is asked against each rule.</summary>
    public const int MaxRules = 200;

    /// <summary>Characters; matching takes as many steps as the pattern and the name have together multiplied.</summary>
    public const int MaxPattern = 256;

    /// <summary>Characters of the whole text.</summary>
    public const int MaxText = 64 * 1024;

    private const string Actions = "app, system, skip or past";
    private const string Subjects = "module, path, function or build-id";

    public static GroupingRules Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rules = new List<GroupingRule>();
        var number = 0;
        var read = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            read += line.Length + 1;
            if (read > MaxText + 1)
            {
                throw new GroupingRulesException(number, 1, $"the rules are longer than {MaxText} characters");
            }

            var words = new RuleWords(line, number);
            if (!words.TryNext(out var action, out var at))
            {
                continue;
            }

            if (rules.Count == MaxRules)
            {
                throw new GroupingRulesException(number, at, $"more than {MaxRules} rules: one with wildcards may stand for several");
            }

            rules.Add(ReadRule(words, number, action, at));
        }

        return new GroupingRules(text, rules);
    }

    private static GroupingRule ReadRule(RuleWords words, int number, ReadOnlySpan<char> action, int at)
    {
        var does = action switch
        {
            "app" => GroupingAction.App,
            "system" => GroupingAction.System,
            "skip" => GroupingAction.Skip,
            "past" => GroupingAction.Past,
            _ => throw new GroupingRulesException(number, at, $"'{Shown(action)}' is no action: a rule begins with {Actions}"),
        };
        if (!words.TryNext(out var subject, out at))
        {
            throw new GroupingRulesException(number, words.Column, $"the rule ends here; {Subjects} and a pattern are missing");
        }

        var looksAt = subject switch
        {
            "module" => GroupingSubject.Module,
            "path" => GroupingSubject.Path,
            "function" => GroupingSubject.Function,
            "build-id" => GroupingSubject.BuildId,
            _ => throw new GroupingRulesException(number, at, $"'{Shown(subject)}' is nothing a rule looks at: {Subjects}"),
        };
        if (!words.TryNext(out var pattern, out at))
        {
            throw new GroupingRulesException(number, words.Column, "the rule ends here; a pattern is missing");
        }

        var rule = new GroupingRule(does, looksAt, CheckPattern(pattern, number, at), number);
        return words.TryNext(out var more, out at)
            ? throw new GroupingRulesException(number, at, $"'{Shown(more)}' is too much: a pattern with blanks is put in double quotes")
            : rule;
    }

    private static string CheckPattern(ReadOnlySpan<char> pattern, int number, int at)
    {
        if (pattern.Length > MaxPattern)
        {
            throw new GroupingRulesException(number, at, $"the pattern has {pattern.Length} characters, at most {MaxPattern} are allowed");
        }

        if (pattern.Trim("*?").IsEmpty)
        {
            throw new GroupingRulesException(number, at, "the pattern matches everything: it needs a character that is no wildcard");
        }

        return pattern.ToString();
    }

    private static string Shown(ReadOnlySpan<char> word) => word.Length <= 40 ? word.ToString() : $"{word[..40]}...";
}
