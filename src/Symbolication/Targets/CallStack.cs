namespace Fleet.Symbolication.Targets;

/// <summary>Frames of one thread, the innermost first, and why there are no more.</summary>
/// <param name="EndDetail">What of it a person should know: which module has no symbols, which address was not kept. Empty when there is nothing.</param>
public sealed record CallStack(IReadOnlyList<StackFrame> Frames, StackEnd End, string EndDetail);
