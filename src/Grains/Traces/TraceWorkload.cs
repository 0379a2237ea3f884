namespace Fleet.Grains.Traces;

/// <summary>The work list of a project.</summary>
/// <param name="Due">To be taken now.</param>
/// <param name="Taken">Somebody works on it.</param>
/// <param name="Later">To be taken later.</param>
/// <param name="WithoutCrash">Cores whose crash has not come yet.</param>
public readonly record struct TraceWorkload(long Due, long Taken, long Later, long WithoutCrash);
