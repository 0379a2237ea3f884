using System.Text;

namespace Fleet.Domain.Prometheus;

/// <summary>
/// Regular expressions that only list texts, <c>a|b</c> or <c>(a|b)</c>: what charts send for a variable of several values. Characters that mean
/// something else in a regular expression are escaped by a backslash.
/// </summary>
internal static class RegexAlternatives
{
    private const string Special = @".+*?()[]{}^$";

    /// <returns>Null when it is more than a list.</returns>
    public static IReadOnlyList<string>? Of(string regex)
    {
        var list = regex.StartsWith("(?:", StringComparison.Ordinal) && regex.EndsWith(')') ? regex[3..^1]
            : regex.StartsWith('(') && regex.EndsWith(')') ? regex[1..^1]
            : regex;
        var found = new List<string>();
        var one = new StringBuilder();
        for (var i = 0; i < list.Length; i++)
        {
            var c = list[i];
            if (c == '|')
            {
                found.Add(one.ToString());
                one.Clear();
            }
            else if (c == '\\' && i + 1 < list.Length && !char.IsAsciiLetterOrDigit(list[i + 1]))
            {
                one.Append(list[++i]);
            }
            else if (c == '\\' || Special.Contains(c, StringComparison.Ordinal))
            {
                return null;
            }
            else
            {
                one.Append(c);
            }
        }

        found.Add(one.ToString());
        return found;
    }
}
