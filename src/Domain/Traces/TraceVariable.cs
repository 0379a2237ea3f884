namespace Fleet.Domain.Traces;

/// <summary>An argument or a local of a frame, as text.</summary>
/// <param name="Name">As the source has it.</param>
/// <param name="Type">As the source would write it; empty when unknown.</param>
/// <param name="Value">At most <see cref="TraceLimits.MaxVariableValue"/> characters; or <see cref="OptimizedOut"/>, <see cref="NotInCore"/>, or another reason in angle brackets.</param>
/// <param name="IsArgument">Of the function, not a local of its.</param>
public sealed record TraceVariable(string Name, string Type, string Value, bool IsArgument)
{
    /// <summary>The program does not keep it there: the compiler needed it no more.</summary>
    public const string OptimizedOut = "<optimized out>";

    /// <summary>It is somewhere whose memory was not kept.</summary>
    public const string NotInCore = "<not in the core>";
}
