using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Unwinding;

/// <summary>Why there is no step.</summary>
/// <param name="IsFinal">Nothing else is worth trying.</param>
internal readonly record struct UnwindFailure(StackEnd End, string Detail, bool IsFinal);
