using Fleet.Domain.Traces;

namespace Fleet.Grains.Traces;

/// <summary>What was made of a crash.</summary>
/// <param name="Trace">Null when nothing could be made of it: it is as the device told it.</param>
/// <param name="Reason">For people: why not, or what is missing of it; empty when there is nothing to say.</param>
public sealed record MadeStack(Trace? Trace, string Reason);
