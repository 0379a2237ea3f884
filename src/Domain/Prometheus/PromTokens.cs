namespace Fleet.Domain.Prometheus;

/// <summary>A query's tokens, with the next two to look at.</summary>
internal sealed class PromTokens
{
    private readonly PromLexer _lexer;
    private PromToken _second;

    public PromTokens(PromLexer lexer)
    {
        _lexer = lexer;
        Next = lexer.Next();
        _second = Next.Kind == PromTokenKind.End ? Next : lexer.Next();
    }

    public PromToken Next { get; private set; }

    public PromToken Second => _second;

    public PromToken Take()
    {
        var taken = Next;
        Next = _second;
        _second = Next.Kind == PromTokenKind.End ? Next : _lexer.Next();
        return taken;
    }

    public bool TryTake(string sign)
    {
        if (!Next.Is(sign))
        {
            return false;
        }

        Take();
        return true;
    }

    public bool TryTakeWord(string word)
    {
        if (!IsWord(Next, word))
        {
            return false;
        }

        Take();
        return true;
    }

    public void Expect(string sign, string where)
    {
        if (!TryTake(sign))
        {
            throw Unexpected(where, $"\"{sign}\"");
        }
    }

    public static bool IsWord(PromToken token, string word) =>
        token.Kind == PromTokenKind.Word && token.Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public PromQlException Unexpected(string where, string expected) => At(Next, $"unexpected {Next} in {where}, expected {expected}");

    public PromQlException At(PromToken token, string problem) => _lexer.At(token.At, problem);
}
