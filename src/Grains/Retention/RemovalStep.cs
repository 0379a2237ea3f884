namespace Fleet.Grains.Retention;

/// <summary>One bounded step of a removal.</summary>
/// <param name="Removed">What went in it.</param>
/// <param name="Next">Where the next step goes on; null when nothing is left.</param>
public readonly record struct RemovalStep(Removed Removed, string? Next);
