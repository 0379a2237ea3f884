using System.Diagnostics;

namespace Fleet.EndToEnd.Tests;

/// <summary>Waits for a condition, with a deadline. What was wrong at the last look is in the failure's message.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="within">The deadline.</param>
    /// <param name="look">Throws, an assertion or anything else, for as long as the condition does not hold.</param>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> Holds(TimeSpan within, Func<Task> look)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await look();
                return Stopwatch.GetElapsedTime(since);
            }
            catch (Exception e) when (e is not Fatal)
            {
                if (Stopwatch.GetElapsedTime(since) > within)
                {
                    throw new Xunit.Sdk.XunitException($"Not within {within.TotalSeconds:0.#} s. The last look: {e.Message}", e);
                }
            }

            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    public static Task<TimeSpan> Holds(TimeSpan within, Action look) => Holds(within, () =>
    {
        look();
        return Task.CompletedTask;
    });

    /// <summary>The condition can no longer come true: ends the wait at once.</summary>
    public sealed class Fatal(string message) : Exception(message);
}
