namespace Fleet.Domain.Devices.Filters;

/// <summary>The tokens of a filter, with one to look at before it is taken.</summary>
internal sealed class FilterTokens
{
    private readonly FilterLexer _lexer;

    public FilterTokens(string text)
    {
        _lexer = new FilterLexer(text);
        Next = _lexer.Next();
    }

    public FilterToken Next { get; private set; }

    public FilterToken Take()
    {
        var token = Next;
        Next = _lexer.Next();
        return token;
    }

    /// <summary>Takes the word if it is the next, in any case of its letters.</summary>
    public bool TryTakeWord(string word) =>
        Next.Kind == FilterTokenKind.Word && Next.Text.Equals(word, StringComparison.OrdinalIgnoreCase) && TakeIt();

    /// <summary>Takes the parenthesis or comma if it is the next.</summary>
    public bool TryTakeMark(string mark) => Next.Kind == FilterTokenKind.Mark && Next.Text == mark && TakeIt();

    public DeviceFilterException Unexpected(string expected) => Unexpected(Next, expected);

    public static DeviceFilterException Unexpected(FilterToken found, string expected) => new(found.Column, $"expected {expected}, found {found}");

    private bool TakeIt()
    {
        Take();
        return true;
    }
}
