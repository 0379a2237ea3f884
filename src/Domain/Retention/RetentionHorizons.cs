namespace Fleet.Domain.Retention;

/// <summary>The horizons of all projects at one epoch: the store counts epochs up whenever one of them moves.</summary>
/// <param name="epoch">Which.</param>
/// <param name="all">By project and kind; one that is not there is at 0.</param>
public sealed class RetentionHorizons(long epoch, IReadOnlyDictionary<(string Project, RetentionKind Kind), RetentionHorizon> all)
{
    /// <summary>Before anything expired.</summary>
    public static RetentionHorizons None { get; } = new(0, new Dictionary<(string, RetentionKind), RetentionHorizon>());

    public long Epoch { get; } = epoch;

    public RetentionHorizon Of(string project, RetentionKind kind) => all.GetValueOrDefault((project, kind));
}
