namespace Fleet.DeviceAgent.Budgets;

/// <summary>How far a budget is used, in bytes.</summary>
/// <param name="Name">Of the metrics that tell of it.</param>
/// <param name="Used">May be above the limit: what was begun is ended.</param>
/// <param name="Limit">Above 0.</param>
internal sealed record BudgetLevel(string Name, long Used, long Limit)
{
    public long Left => Math.Max(0, Limit - Used);
}
