namespace Fleet.Domain.Prometheus;

public sealed record StringExpression(string Value) : PromExpression
{
    public override PromType Type => PromType.String;
}
