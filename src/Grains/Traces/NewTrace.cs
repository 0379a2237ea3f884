namespace Fleet.Grains.Traces;

/// <summary>A trace that the log tells of.</summary>
/// <param name="Row">It.</param>
/// <param name="IsKept">Whether it has a row; one that had expired when it came only counts.</param>
/// <param name="IsCounted">Whether its day counts it; one of a frozen day is in there already.</param>
public readonly record struct NewTrace(TraceRow Row, bool IsKept, bool IsCounted);
