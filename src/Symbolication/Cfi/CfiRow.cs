namespace Fleet.Symbolication.Cfi;

/// <summary>What holds at one place of code: where the caller's frame, return address and registers are. Never changes, and is shared by threads.</summary>
internal sealed class CfiRow
{
    /// <summary>No entry covers the place.</summary>
    public static readonly CfiRow None = new("");

    private CfiRow(string problem)
    {
        Problem = problem;
        Rules = [];
    }

    public CfiRow(in CfiState state, CommonEntry common, ReadOnlyMemory<byte> bytes)
    {
        (CfaRegister, CfaOffset, CfaExpression) = (state.CfaRegister, state.CfaOffset, state.CfaExpression);
        (ReturnColumn, ReturnRule) = (common.ReturnColumn, state[common.ReturnColumn]);
        (IsSignal, IsReturnSigned, Bytes) = (common.IsSignal, state.IsReturnSigned, bytes);
        var count = 0;
        for (var column = 0; column < CfiState.Columns; column++)
        {
            count += state[column].Kind == CfiRuleKind.Unspecified ? 0 : 1;
        }

        Rules = new CfiColumn[count];
        for (var column = CfiState.Columns - 1; column >= 0; column--)
        {
            if (state[column].Kind != CfiRuleKind.Unspecified)
            {
                Rules[--count] = new CfiColumn(column, state[column]);
            }
        }
    }

    /// <summary>Null when it is a row; else why there is none, empty when no entry covers the place.</summary>
    public string? Problem { get; }

    /// <summary>-1 when the canonical frame address is an expression, or nothing.</summary>
    public int CfaRegister { get; } = -1;

    public long CfaOffset { get; }

    public CfiRule CfaExpression { get; }

    /// <summary>Of columns that something is said of, ascending.</summary>
    public CfiColumn[] Rules { get; }

    public int ReturnColumn { get; }

    public CfiRule ReturnRule { get; }

    /// <summary>The kernel's trampoline: the return address is where its caller was interrupted.</summary>
    public bool IsSignal { get; }

    public bool IsReturnSigned { get; }

    /// <summary>Of the table, for the expressions.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public static CfiRow Malformed(string problem) => new(problem);
}
