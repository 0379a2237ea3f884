namespace Fleet.Domain.Prometheus;

public sealed record NumberExpression(double Value) : PromExpression
{
    public override PromType Type => PromType.Scalar;
}
