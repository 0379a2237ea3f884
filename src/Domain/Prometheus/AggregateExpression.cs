namespace Fleet.Domain.Prometheus;

/// <param name="Operator">What is made of each group.</param>
/// <param name="Operand">A vector.</param>
/// <param name="Parameter">A scalar: of quantile which one, of topk and bottomk how many; null of the others.</param>
/// <param name="Grouping">Into groups by which labels.</param>
public sealed record AggregateExpression(PromAggregation Operator, PromExpression Operand, PromExpression? Parameter, LabelGrouping Grouping)
    : PromExpression
{
    public override PromType Type => PromType.Vector;
}
