namespace Fleet.Domain.Prometheus;

public sealed record NegateExpression(PromExpression Operand) : PromExpression
{
    public override PromType Type => Operand.Type;
}
