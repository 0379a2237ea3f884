using Fleet.Gateway.Devices;

namespace Fleet.Gateway.Tests.Devices;

public sealed class InFlightBudgetTests
{
    [Fact]
    public void Requests_are_bounded_in_number()
    {
        var budget = new InFlightBudget();
        Assert.All(Enumerable.Range(0, InFlightBudget.MaxRequests), _ => Assert.True(budget.TryEnter(1)));

        Assert.False(budget.TryEnter(1));
        budget.Leave(1);
        Assert.True(budget.TryEnter(1));
    }

    [Fact]
    public void Requests_are_bounded_in_bytes_and_a_refused_one_takes_nothing()
    {
        var budget = new InFlightBudget();
        Assert.True(budget.TryEnter(InFlightBudget.MaxBytes - 10));

        Assert.False(budget.TryEnter(11));
        Assert.False(budget.TryReserve(11));
        Assert.True(budget.TryReserve(10));
        budget.Leave(InFlightBudget.MaxBytes);
        Assert.True(budget.TryEnter(InFlightBudget.MaxBytes));
    }
}
