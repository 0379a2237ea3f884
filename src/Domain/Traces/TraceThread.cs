namespace Fleet.Domain.Traces;

/// <summary>A thread as it was.</summary>
/// <param name="Id">The kernel's; 0 when unknown.</param>
/// <param name="Name">Empty when unknown.</param>
/// <param name="Frames">The innermost first.</param>
/// <param name="End">Why there are no more, for people; empty when the stack is whole or nobody says.</param>
public sealed record TraceThread(long Id, string Name, IReadOnlyList<TraceFrame> Frames, string End = "")
{
    /// <summary>Of its innermost frame; empty when nobody knows them.</summary>
    public IReadOnlyList<TraceRegister> Registers { get; init; } = [];
}
