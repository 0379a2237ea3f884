using Fleet.Domain.Devices.Filters;

namespace Fleet.Domain.Prometheus;

public sealed record CallExpression(PromFunction Function, FilterList<PromExpression> Arguments) : PromExpression
{
    public override PromType Type => Function.Returns;
}
