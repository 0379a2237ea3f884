namespace Fleet.Domain.Prometheus;

/// <param name="Kind">What it is.</param>
/// <param name="Text">As written; of a string what it stands for.</param>
/// <param name="At">Its first character's place in the query, from 0.</param>
internal readonly record struct PromToken(PromTokenKind Kind, string Text, int At)
{
    public bool Is(string sign) => Kind == PromTokenKind.Sign && Text == sign;

    public override string ToString() => Kind switch
    {
        PromTokenKind.End => "end of input",
        PromTokenKind.String => $"string {PromText.Quote(Text)}",
        PromTokenKind.Word => $"identifier \"{Text}\"",
        PromTokenKind.Number => $"number \"{Text}\"",
        PromTokenKind.Duration => $"duration \"{Text}\"",
        _ => $"\"{Text}\"",
    };
}
