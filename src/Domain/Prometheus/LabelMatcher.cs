using System.Text.RegularExpressions;

namespace Fleet.Domain.Prometheus;

/// <summary>One condition of a selector: <c>cohort=~"beta|canary"</c>. A label that a series does not have is the empty text.</summary>
public sealed class LabelMatcher : IEquatable<LabelMatcher>
{
    /// <summary>Characters of a regular expression. A list of all serials that a chart may show fits.</summary>
    public const int MaxRegexLength = 16_384;

    private readonly Regex? _regex;

    private LabelMatcher(string label, MatchOperator comparison, string value, Regex? regex)
    {
        Label = label;
        Operator = comparison;
        Value = value;
        _regex = regex;
    }

    public string Label { get; }

    public MatchOperator Operator { get; }

    /// <summary>A text or, of <c>=~</c> and <c>!~</c>, a regular expression that the whole of a label's value has to match.</summary>
    public string Value { get; }

    /// <summary>Without backtracking: linear in the text, and what would take too large an automaton is refused.</summary>
    /// <exception cref="ArgumentException">The value is no regular expression, or one that is not supported; the message says why.</exception>
    public static LabelMatcher Of(string label, MatchOperator comparison, string value)
    {
        if (comparison is MatchOperator.Equal or MatchOperator.NotEqual)
        {
            return new LabelMatcher(label, comparison, value, null);
        }

        if (value.Length > MaxRegexLength)
        {
            throw new ArgumentException($"a regular expression of {value.Length} characters, at most {MaxRegexLength} allowed");
        }

        const RegexOptions options =
            RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
        try
        {
            // For itself first: ")(" would be one between the anchors.
            _ = new Regex(value, options, Regex.InfiniteMatchTimeout);
            return new LabelMatcher(label, comparison, value, new Regex($@"\A(?:{value})\z", options, Regex.InfiniteMatchTimeout));
        }
        catch (RegexParseException e)
        {
            throw new ArgumentException($"{e.Error} at character {e.Offset + 1} of the regular expression {PromText.Quote(value)}", e);
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException($"the regular expression {PromText.Quote(value)} needs backtracking or is too large", e);
        }
    }

    public bool Matches(string value) => Operator switch
    {
        MatchOperator.Equal => value == Value,
        MatchOperator.NotEqual => value != Value,
        MatchOperator.Matches => _regex!.IsMatch(value),
        _ => !_regex!.IsMatch(value),
    };

    /// <summary>The values it allows when these are few and known: of <c>="a"</c> and <c>=~"a|b"</c>; null of the others.</summary>
    public IReadOnlyList<string>? FixedValues => Operator switch
    {
        MatchOperator.Equal => [Value],
        MatchOperator.Matches => RegexAlternatives.Of(Value),
        _ => null,
    };

    public bool Equals(LabelMatcher? other) =>
        other is not null && (Label, Operator, Value) == (other.Label, other.Operator, other.Value);

    public override bool Equals(object? obj) => Equals(obj as LabelMatcher);

    public override int GetHashCode() => HashCode.Combine(Label, Operator, Value);
}
