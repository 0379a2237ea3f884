namespace Fleet.Domain.Prometheus;

/// <summary>The times that a query is answered for: from start to end in steps, milliseconds since 1970 UTC.</summary>
/// <param name="StartMs">The first.</param>
/// <param name="EndMs">None is after it.</param>
/// <param name="StepMs">Positive.</param>
public sealed record EvaluationGrid(long StartMs, long EndMs, long StepMs)
{
    public int Count => (int)((EndMs - StartMs) / StepMs) + 1;

    /// <summary>One time alone.</summary>
    public static EvaluationGrid At(long timeMs) => new(timeMs, timeMs, 1);

    public long TimeAt(int step) => StartMs + (step * StepMs);
}
