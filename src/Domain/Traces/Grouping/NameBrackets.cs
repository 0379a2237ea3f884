namespace Fleet.Domain.Traces.Grouping;

/// <summary>Which bracket of a name closes which.</summary>
internal static class NameBrackets
{
    private const string Operator = "operator";

    /// <returns>For each opening bracket the index of its closing one; -1 for all else and for those that are not closed.</returns>
    public static int[] Match(string name)
    {
        var match = new int[name.Length];
        Array.Fill(match, -1);
        var open = new Stack<int>();
        for (var at = 0; at < name.Length; at++)
        {
            switch (name[at])
            {
                case 'o' when IsOperator(name, at):
                    // Signs of an operator's name are no brackets; its round and square ones are a pair.
                    at += Operator.Length - 1;
                    while (at + 1 < name.Length && name[at + 1] is '<' or '>' or '=' or '-')
                    {
                        at++;
                    }

                    break;
                case '<' or '(' or '[' or '{':
                    open.Push(at);
                    break;
                case '>' when at > 0 && name[at - 1] == '-':
                    break;
                case '>' or ')' or ']' or '}':
                    Close(name, at, open, match);
                    break;
                default:
                    break;
            }
        }

        return match;
    }

    /// <summary>An angle that is not closed within its brackets was a comparison.</summary>
    private static void Close(string name, int at, Stack<int> open, int[] match)
    {
        var opening = name[at] switch { '>' => '<', ')' => '(', ']' => '[', _ => '{' };
        while (open.TryPeek(out var last))
        {
            if (name[last] == opening)
            {
                match[open.Pop()] = at;
                return;
            }

            if (name[last] != '<')
            {
                return;
            }

            open.Pop();
        }
    }

    private static bool IsOperator(string name, int at) =>
        string.CompareOrdinal(name, at, Operator, 0, Operator.Length) == 0
        && (at == 0 || name[at - 1] is ':' or ' ')
        && at + Operator.Length < name.Length && name[at + Operator.Length] is '<' or '>' or '=' or '-' or '!' or '(' or '[';
}
