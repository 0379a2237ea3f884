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

    private DataBudget Budget(BudgetOptions options, long serverPerDay = 0) =>
        new(options, () => serverPerDay, _directory["budget"], _directory["proc"], _time, new AgentCounters(), new TestLog().Log);
}
