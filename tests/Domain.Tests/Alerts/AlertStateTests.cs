using CsCheck;
using Fleet.Domain.Alerts;
using Fleet.Tests.Shared;

namespace Fleet.Domain.Tests.Alerts;

public sealed class AlertStateTests
{
    private const long Minute = 60_000;

    [Theory]
    [InlineData("0m 0n", 0, 0, "0-0")]
    [InlineData("0m 60m 120n", 0, 0, "0-120")]
    [InlineData("0m 30m 59n", 60, 0, "")]
    [InlineData("0m 30m 60m 61n", 60, 0, "60-61")]
    [InlineData("0m 60m 90n 120m 150n 180n", 0, 60, "0-180")]
    [InlineData("0m 60m 119n 120n", 0, 60, "0-120")]
    [InlineData("0m 10n 20m 30n", 0, 0, "0-10 20-30")]
    [InlineData("0m 60n", 60, 0, "60-60")]
    [InlineData("0m 59n", 60, 0, "")]
    public void Delays_count_from_the_first_match_and_from_the_last(string values, int start, int end, string incidents) =>
        Assert.Equal(incidents, Written(AlertHistory.Of(default, Samples(values), long.MaxValue, Delays(start, end)).Closed));

    [Fact]
    public void A_device_that_matched_and_says_no_more_opens_an_incident_when_the_start_delay_has_passed_on_the_server()
    {
        var delays = Delays(60, 0);
        var state = AlertHistory.Of(default, Samples("0m"), long.MaxValue, delays).State;

        Assert.Equal(60 * Minute, state.DueMs(delays));
        Assert.Null(state.OpenAt(delays, (60 * Minute) - 1));
        var open = Assert.NotNull(state.OpenAt(delays, 60 * Minute));
        Assert.Equal((60 * Minute, true), (open.OpenedMs, open.IsBySilence));
    }

    [Fact]
    public void A_device_that_goes_on_reporting_sets_the_timer_anew()
    {
        var delays = Delays(60, 0);
        var state = AlertHistory.Of(default, Samples("0m 50m"), long.MaxValue, delays).State;
        Assert.Equal(110 * Minute, state.DueMs(delays));
        Assert.Equal(60 * Minute, state.OpenAt(delays, 110 * Minute)!.Value.OpenedMs);
    }

    [Theory]
    [InlineData("0m 30n@90", "")]
    [InlineData("0m 30m@90 40n@91", "")]
    [InlineData("0m 30m@90 60n@91", "60-60")]
    [InlineData("0m 70n@90", "60-70")]
    [InlineData("0m 30n@59", "")]
    public void What_comes_later_from_before_an_incident_by_silence_takes_it_back_or_confirms_it(string values, string incidents) =>
        Assert.Equal(incidents, Written(AlertHistory.Of(default, Samples(values), long.MaxValue, Delays(60, 0)).Closed));

    [Fact]
    public void Fold_is_the_machine_of_the_documents_driven_by_events_and_timers() => Gen.Select(Runs, Gen.Int[0, 4], Gen.Int[0, 4]).Sample((samples, start, end) =>
    {
        var delays = Delays(start * 10, end * 10);
        var history = AlertHistory.Of(default, [.. samples.Order()], long.MaxValue, delays);
        foreach (var now in new[] { samples.Max(s => s.ReceivedAtMs), samples.Max(s => s.ReceivedAtMs) + (20 * Minute), 10_000 * Minute })
        {
            Assert.Equal(NaiveAlert.Incidents(samples, delays, now), history.At(delays, now).Select(NaiveAlert.Written));
        }
    });

    [Fact]
    public void Runs_one_after_the_other_are_one_run() => Gen.Select(Runs, Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 40]).Sample((samples, start, end, cut) =>
    {
        var delays = Delays(start * 10, end * 10);
        var all = samples.Order().ToArray();
        cut = Math.Min(cut, all.Length);
        var whole = AlertHistory.Of(default, all, long.MaxValue, delays);
        var first = AlertHistory.Of(default, all.AsSpan(0, cut), all[cut..].Select(s => s.ReceivedAtMs).Append(long.MaxValue).Min(), delays);
        var second = AlertHistory.Of(first.State, all.AsSpan(cut), long.MaxValue, delays);

        Assert.Equal(whole.Closed, first.Closed.Concat(second.Closed));
        Assert.Equal(whole.State, second.State);
    });

    /// <summary>In order of receipt; captured in another order, and several at one time.</summary>
    internal static Gen<AlertSample[]> Runs => Gen.Select(Gen.Int[0, 300], Gen.Int[0, 30], Gen.Bool).Array[1, 30].Select(values =>
    {
        var received = 0L;
        return values.Select((value, i) =>
        {
            received += value.Item2 * Minute;
            return new AlertSample(value.Item1 * Minute, i, 0, received, value.Item3);
        }).ToArray();
    });

    internal static AlertDelays Delays(int startMinutes, int endMinutes) => new(startMinutes * Minute, endMinutes * Minute);

    /// <summary><c>60m@90</c>: captured in minute 60, a match, received in minute 90; without, received when captured.</summary>
    private static AlertSample[] Samples(string values) =>
    [
        .. values.Split(' ').Select((value, i) =>
        {
            var parts = value.Split('@');
            var minute = int.Parse(parts[0][..^1]);
            return new AlertSample(minute * Minute, i, 0, (parts.Length > 1 ? int.Parse(parts[1]) : minute) * Minute, parts[0][^1] == 'm');
        }),
    ];

    private static string Written(IEnumerable<IncidentSpan> spans) => string.Join(' ', spans.Select(s => $"{s.OpenedMs / Minute}-{s.ClosedMs / Minute}"));
}
