using Fleet.Symbolication.Dwarf;

namespace Fleet.Symbolication.Variables.Frames;

/// <summary>What a caller says that it passed. DWARF 5, 3.4.2.</summary>
/// <param name="Unit">Of the caller.</param>
/// <param name="Location">Where: a register, or a place in the callee's frame.</param>
/// <param name="Value">An expression for it, in the caller's frame.</param>
/// <param name="DataValue">For what it points to; empty when it says nothing of that.</param>
/// <param name="Parameter">Of the callee that it is; null when it does not say.</param>
internal sealed record CallParameter(Unit Unit, ReadOnlyMemory<byte> Location, ReadOnlyMemory<byte> Value, ReadOnlyMemory<byte> DataValue, DieReference? Parameter)
{
    /// <summary>The same, for what it points to.</summary>
    public CallParameter Data => this with { Value = DataValue };
}

/// <summary>A call, or a jump to another function in its place. DWARF 5, 3.4.1.</summary>
/// <param name="Unit">Of the caller.</param>
/// <param name="ReturnPc">Behind the call or jump, in the module's own addresses.</param>
/// <param name="Callee">Null when it is not known which function it calls.</param>
/// <param name="Target">An expression for the callee's address; empty when there is none.</param>
internal sealed record CallSite(Unit Unit, ulong ReturnPc, DieReference? Callee, ReadOnlyMemory<byte> Target, CallParameter[] Parameters);
