namespace Fleet.Grains.Coredumps;

/// <summary>
/// Which crashes of one place stand for all of them: their cores are asked for, others are not. Key: <see cref="GrainKeys.CrashExemplars"/>.
/// </summary>
[Alias("fleet.ICrashExemplarsGrain")]
public interface ICrashExemplarsGrain : IGrainWithStringKey
{
    /// <summary>Makes crashes exemplars as long as there is room for more. Asked again about the same crash, it says the same.</summary>
    /// <returns>Those of them that are exemplars.</returns>
    [Alias("Claim")]
    Task<IReadOnlyList<Guid>> Claim(IReadOnlyList<Guid> crashes);

    /// <summary>The core of this crash has come: it stays an exemplar.</summary>
    [Alias("Keep")]
    Task Keep(Guid crash);

    /// <summary>The core of this crash will not come: another may take its place.</summary>
    [Alias("Release")]
    Task Release(Guid crash);
}
