using Fleet.DeviceAgent.Budgets;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Sync;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Budgets;

public sealed class DataBudgetTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_was_sent_counts_after_a_restart_while_there_is_a_bound()
    {
        var options = BudgetOptions.None with { LogsPerDay = 1000 };
        var budget = Budget(options);
        budget.Spend(EntryType.LogFile, 1000);
        budget.Save();
        Assert.False(Budget(options).Allows(EntryType.LogFile));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(5000, true)]
    public void The_account_costs_the_disk_nothing_while_nothing_is_bounded(long serverPerDay, bool isKept)
    {
        var budget = Budget(BudgetOptions.None, serverPerDay);
        budget.Spend(EntryType.LogFile, 1000);
        budget.Save();
        Assert.Equal(isKept, File.Exists(_directory["budget"]));
    }

    [Fact]
    public void An_account_from_before_metered_ways_were_told_apart_counts_all_of_its_day_as_metered()
    {
        var day = _time.GetUtcNow().ToUnixTimeSeconds() / 86_400;
        Assert.Equal(new BudgetUse(day, 24_297, 700, 900, 1, 2, 3, 700), BudgetUse.Parse($"{day} 24297 700 900 1 2 3"));
        var use = new BudgetUse(day, 24_297, 700, 900, 1, 2, 3, 40);
        Assert.Equal(use, BudgetUse.Parse(use.ToString()));
        Assert.Null(BudgetUse.Parse("1 2 3"));
        Assert.Null(BudgetUse.Parse("1 2 3 4 5 6 7 8 9"));
    }

    [Theory]
    [InlineData(0, 5000, 5000)]
    [InlineData(4000, 0, 4000)]
    [InlineData(4000, 5000, 4000)]
    [InlineData(6000, 5000, 5000)]
    public void Of_the_bounds_of_device_and_server_the_lower_counts(long perDay, long serverPerDay, long limit) =>
        Assert.Equal([new BudgetLevel("budget_per_day", 0, limit)], Budget(BudgetOptions.None with { PerDay = perDay }, serverPerDay).Levels());

    private DataBudget Budget(BudgetOptions options, long serverPerDay = 0) =>
        new(options, () => serverPerDay, _directory["budget"], _directory["proc"], _time, new AgentCounters(), new TestLog().Log);
}
