using CsCheck;
using Fleet.Domain.Alerts;

namespace Fleet.Domain.Tests.Alerts;

public sealed class IncidentChangesTests
{
    [Fact]
    public void Nothing_new_changes_nothing() => Assert.Empty(IncidentChanges.Between([(7, Span(10, 20))], [Span(10, 20)]));

    [Fact]
    public void An_open_incident_that_closes_is_resolved() =>
        Assert.Equal([new IncidentChange.Resolved(7, Span(10, 20))], IncidentChanges.Between([(7, Span(10, null))], [Span(10, 20)]));

    [Fact]
    public void A_closed_one_that_goes_on_is_amended() =>
        Assert.Equal([new IncidentChange.Amended(7, Span(10, 20), Span(10, null))], IncidentChanges.Between([(7, Span(10, 20))], [Span(10, null)]));

    [Fact]
    public void One_that_falls_apart_stays_itself_in_its_first_part() =>
        Assert.Equal(
            [new IncidentChange.Amended(7, Span(10, 20), Span(10, 14)), new IncidentChange.Opened(Span(16, 20))],
            IncidentChanges.Between([(7, Span(10, 20))], [Span(10, 14), Span(16, 20)]));

    [Fact]
    public void Of_several_that_become_one_the_first_stays() =>
        Assert.Equal(
            [new IncidentChange.Amended(7, Span(10, 14), Span(10, 20)), new IncidentChange.Withdrawn(8, Span(16, 20))],
            IncidentChanges.Between([(7, Span(10, 14)), (8, Span(16, 20))], [Span(10, 20)]));

    [Fact]
    public void One_that_never_was_is_withdrawn() =>
        Assert.Equal([new IncidentChange.Withdrawn(7, Span(10, null))], IncidentChanges.Between([(7, Span(10, null))], []));

    [Fact]
    public void Changes_lead_from_what_was_known_to_what_is_whatever_came_late() =>
        Gen.Select(AlertStateTests.Runs, Gen.Int[0, 4], Gen.Int[0, 4]).Sample((samples, start, end) =>
        {
            var delays = AlertStateTests.Delays(start * 10, end * 10);
            var known = new List<(long Id, IncidentSpan Span)>();
            var nextId = 1L;
            for (var count = 1; count <= samples.Length; count++)
            {
                var now = AlertHistory.Of(default, [.. samples.Take(count).Order()], long.MaxValue, delays).At(delays, samples[count - 1].ReceivedAtMs);
                foreach (var change in IncidentChanges.Between(known, now))
                {
                    nextId = Take(known, change, nextId);
                }

                known.Sort((a, b) => a.Span.OpenedMs.CompareTo(b.Span.OpenedMs));
                Assert.Equal(now, known.Select(k => k.Span));
            }
        });

    private static long Take(List<(long Id, IncidentSpan Span)> known, IncidentChange change, long nextId)
    {
        switch (change)
        {
            case IncidentChange.Opened opened:
                known.Add((nextId, opened.Span));
                return nextId + 1;
            case IncidentChange.Withdrawn withdrawn:
                Assert.Equal(1, known.RemoveAll(k => k == (withdrawn.Id, withdrawn.Before)));
                return nextId;
            case IncidentChange.Amended amended:
                Replace(amended.Id, amended.Before, amended.Span);
                return nextId;
            case IncidentChange.Resolved resolved:
                Replace(resolved.Id, null, resolved.Span);
                return nextId;
            default:
                var lasted = Assert.IsType<IncidentChange.Lasted>(change);
                Replace(lasted.Id, null, lasted.Span);
                return nextId;
        }

        void Replace(long id, IncidentSpan? before, IncidentSpan span)
        {
            var index = known.FindIndex(k => k.Id == id);
            Assert.True(before is null || known[index].Span == before);
            Assert.True(before is not null || known[index].Span.ClosedMs is null);
            known[index] = (id, span);
        }
    }

    private static IncidentSpan Span(long opened, long? closed) => new(opened, opened, closed ?? opened, closed, (1, 0), IsBySilence: false);
}
