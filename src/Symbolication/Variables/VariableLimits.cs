namespace Fleet.Symbolication.Variables;

/// <summary>How much of variables is shown and read. The defaults are of stored traces.</summary>
public sealed record VariableLimits
{
    /// <summary>Operations of all expressions of one variable; real ones have some dozens.</summary>
    public const int MaxSteps = 10_000;

    /// <summary>Variables of a function that are read of its entries; generated code has some hundreds.</summary>
    public const int MaxInFunction = 4_096;

    /// <summary>Of all frames of a core.</summary>
    public int MaxVariables { get; init; } = Domain.Traces.TraceLimits.MaxVariables;

    /// <summary>Of a frame, those of the innermost blocks first.</summary>
    public int MaxInFrame { get; init; } = 256;

    /// <summary>Characters of a value; what is longer ends in <c>...</c>.</summary>
    public int MaxValue { get; init; } = 512;

    /// <summary>Characters of a type.</summary>
    public int MaxType { get; init; } = Domain.Traces.TraceLimits.MaxVariableType;

    /// <summary>Characters of a string.</summary>
    public int MaxString { get; init; } = 200;

    /// <summary>Elements of an array.</summary>
    public int MaxElements { get; init; } = 64;

    /// <summary>Structures within structures, and arrays within arrays.</summary>
    public int MaxDepth { get; init; } = 12;

    /// <summary>Steps of expressions, entries of lists and values of a whole core: a second or so at most.</summary>
    public long MaxWork { get; init; } = 20_000_000;

    /// <summary>Whether what a pointer points to is shown behind it, once.</summary>
    public bool FollowsPointers { get; init; } = true;
}
