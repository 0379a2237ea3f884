using Fleet.Domain.Metrics;
using Fleet.Grains.Cohorts;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Grains.Tests.Cohorts;

public sealed class BucketCompactorTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Now);
    private readonly ClosedBuckets _store = new();
    private readonly BucketCompactor _compactor;

    public BucketCompactorTests() => _compactor = new BucketCompactor(_store, "default", "field", _time);

    [Fact]
    public async Task What_is_closed_is_compacted_and_not_again_before_six_hours()
    {
        _store.Close(Hour(-50));
        Assert.False(await _compactor.StepAsync(default));
        _store.Close(Hour(-49));
        _time.Advance(BucketCompactor.Interval - TimeSpan.FromSeconds(1));
        Assert.False(await _compactor.StepAsync(default));
        Assert.Equal([Hour(-50)], _store.Compacted);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await _compactor.StepAsync(default));
        Assert.Equal([Hour(-50), Hour(-49)], _store.Compacted);
    }

    [Fact]
    public async Task A_backlog_is_compacted_without_waiting()
    {
        Assert.False(await _compactor.StepAsync(default));
        _store.Close(Hour(-50));
        _compactor.Hurry();
        Assert.False(await _compactor.StepAsync(default));
        Assert.Equal([Hour(-50)], _store.Compacted);
    }

    [Fact]
    public async Task Many_buckets_take_several_steps_one_after_the_other()
    {
        var buckets = Enumerable.Range(0, 40).Select(i => Hour(-100 + i)).ToList();
        buckets.ForEach(_store.Close);
        Assert.True(await _compactor.StepAsync(default));
        Assert.InRange(_store.Compacted.Count, 1, 39);
        await _compactor.RunAsync(default);
        Assert.Equal(buckets, _store.Compacted);
    }

    [Fact]
    public async Task Buckets_of_the_last_two_days_are_left()
    {
        _store.Close(Hour(-48));
        _store.Close(Hour(-47));
        await _compactor.RunAsync(default);
        Assert.Equal([], _store.Compacted);
        _time.Advance(TimeSpan.FromHours(1));
        await _compactor.RunAsync(default);
        Assert.Equal([Hour(-48)], _store.Compacted);
    }

    private static Bucket Hour(int number) => new(Resolution.Hour, Now.AddHours(number).ToUnixTimeMilliseconds());
}
