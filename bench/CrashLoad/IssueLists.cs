using System.Diagnostics;
using Fleet.Api.V1;
using Fleet.Cli.Connection;

namespace Fleet.CrashLoad;

/// <summary>Asks a Fleet for its issues, as the command line does.</summary>
internal sealed class IssueLists(ApiClient api)
{
    private const int Warm = 30;
    private const int Questions = 300;
    private const int PageSize = 1_000;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    /// <summary>Waits until all issues together have so many traces.</summary>
    /// <returns>How many issues there are.</returns>
    /// <exception cref="TimeoutException">They do not get them.</exception>
    public async Task<int> WaitForAsync(long traces, TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var (issues, found) = await CountAsync();
            if (found == traces)
            {
                return issues;
            }

            if (Stopwatch.GetElapsedTime(started) > patience)
            {
                throw new TimeoutException($"{issues} issues have {found} of {traces} traces after {patience}");
            }

            await Task.Delay(Between);
        }
    }

    /// <summary>Times a question of 50 issues, one after the other.</summary>
    /// <returns>Milliseconds: the median and the 99th percentile.</returns>
    public async Task<(double P50, double P99)> TimeAsync(ListIssuesRequest question)
    {
        var times = new List<double>();
        var token = "";
        for (var i = -Warm; i < Questions; i++)
        {
            var asked = question.Clone();
            asked.PageToken = token;
            var started = Stopwatch.GetTimestamp();
            var page = await api.Issues.ListIssuesAsync(asked);
            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            token = page.NextPageToken;
        }

        times.Sort();
        return (times[times.Count / 2], times[times.Count * 99 / 100]);
    }

    private async Task<(int Issues, long Traces)> CountAsync()
    {
        var (issues, traces, token) = (0, 0L, "");
        do
        {
            var page = await api.Issues.ListIssuesAsync(new ListIssuesRequest { Project = "default", PageSize = PageSize, PageToken = token });
            issues += page.Issues.Count;
            traces += page.Issues.Sum(i => i.Traces);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return (issues, traces);
    }
}
