namespace Fleet.Domain.Prometheus;

/// <param name="Operator">Arithmetic, comparison or set operator.</param>
/// <param name="Left">Scalar or vector.</param>
/// <param name="Right">Scalar or vector.</param>
/// <param name="ReturnsBool">Of a comparison: 0 or 1 for each instead of a choice among the left ones.</param>
/// <param name="Matching">Which go together when both are vectors.</param>
public sealed record BinaryExpression(BinaryOperator Operator, PromExpression Left, PromExpression Right, bool ReturnsBool, VectorMatching Matching)
    : PromExpression
{
    public override PromType Type => Left.Type == PromType.Scalar && Right.Type == PromType.Scalar ? PromType.Scalar : PromType.Vector;
}
