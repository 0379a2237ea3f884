using System.Runtime.CompilerServices;

namespace Fleet.Symbolication.Cfi;

/// <summary>A row while it is made: the rule of each column that is kept.</summary>
internal struct CfiState
{
    /// <summary>All general registers and the program counter of each machine. Columns above hold vector registers, which no frame keeps.</summary>
    public const int Columns = 33;

    private Rules _rules;

    /// <summary>-1 when the canonical frame address is an expression or nothing yet.</summary>
    public int CfaRegister { get; set; }

    public long CfaOffset { get; set; }

    /// <summary>Of the kind <see cref="CfiRuleKind.ValueExpression"/>, or nothing.</summary>
    public CfiRule CfaExpression { get; set; }

    /// <summary>arm64: the return address carries an authentication code.</summary>
    public bool IsReturnSigned { get; set; }

    public CfiRule this[int column]
    {
        readonly get => _rules[column];
        set => _rules[column] = value;
    }

    [InlineArray(Columns)]
    private struct Rules
    {
        private CfiRule _first;
    }
}
