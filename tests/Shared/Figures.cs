using System.Diagnostics;

namespace Fleet.Tests.Shared;

/// <summary>Measurements that are kept like tests, and run when asked for by <c>FLEET_TEST_FIGURES=1</c>.</summary>
internal static class Figures
{
    private const string Variable = "FLEET_TEST_FIGURES";

    /// <summary>Skips unless they are asked for.</summary>
    public static void Ask() => Assert.SkipUnless(Environment.GetEnvironmentVariable(Variable) == "1", $"figures are asked for by {Variable}=1");

    /// <summary>Milliseconds that something takes, the median of some times, after one that does not count.</summary>
    public static async Task<double> MedianAsync(int rounds, Func<Task> action)
    {
        await action();
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await action();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    /// <summary>The same of what is over when it returns.</summary>
    public static double Median(int rounds, Action action) => MedianAsync(rounds, () =>
    {
        action();
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();
}
