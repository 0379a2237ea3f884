using Fleet.Domain.Traces;

namespace Fleet.Grains.Traces;

/// <summary>What the work on a crash came to, as it is kept.</summary>
/// <param name="Stage">Symbolicated, failed or quarantined.</param>
/// <param name="Stack">What the row shows instead of what the device told; null when nothing came of it.</param>
public sealed record KnownStack(TraceStage Stage, KnownStackRow? Stack);
