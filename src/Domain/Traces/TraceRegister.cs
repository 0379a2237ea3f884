namespace Fleet.Domain.Traces;

/// <summary>A general register of a thread, as it was.</summary>
/// <param name="Name">The ABI's: <c>rip</c>, <c>x0</c>, <c>sp</c>.</param>
public readonly record struct TraceRegister(string Name, ulong Value);
