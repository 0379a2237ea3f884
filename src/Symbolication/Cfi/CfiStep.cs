using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Cfi;

/// <summary>Goes from a frame to its caller by a row.</summary>
internal static class CfiStep
{
    /// <param name="bias">Of the module that the row is of; 0 for the device's entries.</param>
    /// <param name="caller">Its registers. The program counter is as it was found: without the authentication code being stripped.</param>
    /// <param name="cfa">The canonical frame address; 0 when it has none.</param>
    /// <param name="trouble">Why there is no caller.</param>
    /// <exception cref="MalformedException">An expression of the row is none.</exception>
    public static bool TryApply(CfiRow row, ulong bias, in RegisterContext callee, TargetWords memory, out RegisterContext caller, out ulong cfa, out CfiTrouble trouble)
    {
        caller = default;
        if (!TryFrameAddress(row, bias, in callee, memory, out cfa, out trouble))
        {
            // The outermost function may have no frame address: nobody needs one.
            if (row.ReturnRule.Kind == CfiRuleKind.Undefined)
            {
                trouble = new CfiTrouble(CfiTroubleKind.Outermost, 0);
            }

            return false;
        }

        if (row.ReturnRule.Kind == CfiRuleKind.Undefined)
        {
            trouble = new CfiTrouble(CfiTroubleKind.Outermost, 0);
            return false;
        }

        caller = Preserved(in callee);
        caller[callee.Machine.StackPointer] = cfa;
        foreach (var (register, rule) in row.Rules)
        {
            caller[register] = TryRule(row, rule, register, bias, cfa, in callee, memory, out var value, out var lost) ? value : null;
            if (register == row.ReturnColumn && lost.Kind != CfiTroubleKind.None)
            {
                trouble = lost;
                return false;
            }
        }

        // On machines with a link register nothing is said of it as long as it is untouched.
        var returnColumn = row.ReturnColumn;
        var returnAddress = row.ReturnRule.Kind == CfiRuleKind.Unspecified ? callee[returnColumn] : caller[returnColumn];
        if (returnAddress is not { } pc || (row.ReturnRule.Kind == CfiRuleKind.Unspecified && returnColumn == callee.Machine.ProgramCounter))
        {
            trouble = new CfiTrouble(CfiTroubleKind.UnknownRegister, (ulong)returnColumn);
            return false;
        }

        caller.Pc = pc;
        return true;
    }

    /// <summary>What a call preserves, by the ABI, if nothing else is said.</summary>
    public static RegisterContext Preserved(in RegisterContext callee)
    {
        var machine = callee.Machine;
        var caller = new RegisterContext(machine);
        for (var mask = PreservedMask(machine); mask != 0; mask &= mask - 1)
        {
            var register = System.Numerics.BitOperations.TrailingZeroCount(mask);
            caller[register] = callee[register];
        }

        return caller;
    }

    /// <summary>System V AMD64 figure 3.4; AAPCS64 section 6.1.1; AAPCS32 section 6.1.1; RISC-V psABI "Integer Register Convention" (with gp and tp).</summary>
    private static uint PreservedMask(Machine machine) => machine switch
    {
        Machine.X64 => 0xf048,
        Machine.Arm64 => 0x3ff8_0000,
        Machine.Arm => 0x0ff0,
        _ => 0x0ffc_0318,
    };

    private static bool TryFrameAddress(CfiRow row, ulong bias, in RegisterContext callee, TargetWords memory, out ulong cfa, out CfiTrouble trouble)
    {
        trouble = default;
        cfa = 0;
        if (row.CfaRegister >= 0)
        {
            if (callee[row.CfaRegister] is not { } register)
            {
                trouble = new CfiTrouble(CfiTroubleKind.UnknownRegister, (ulong)row.CfaRegister);
                return false;
            }

            cfa = Wrap(register + (ulong)row.CfaOffset, callee.Machine);
            return true;
        }

        if (row.CfaExpression.Kind == CfiRuleKind.ValueExpression)
        {
            return CfiExpression.TryEvaluate(row.CfaExpression.ExpressionIn(row.Bytes.Span), in callee, memory, bias, null, out cfa, out trouble);
        }

        throw new MalformedException("call frame information", "says nothing of the frame's address");
    }

    private static bool TryRule(
        CfiRow row, CfiRule rule, int register, ulong bias, ulong cfa, in RegisterContext callee, TargetWords memory, out ulong value, out CfiTrouble trouble)
    {
        trouble = default;
        value = 0;
        switch (rule.Kind)
        {
            case CfiRuleKind.SameValue:
                return TryRegister(register, in callee, out value, out trouble);
            case CfiRuleKind.Register:
                return TryRegister((int)Math.Min((ulong)rule.Operand, CfiState.Columns), in callee, out value, out trouble);
            case CfiRuleKind.Offset:
                return TryMemory(Wrap(cfa + (ulong)rule.Operand, callee.Machine), memory, out value, out trouble);
            case CfiRuleKind.ValueOffset:
                value = Wrap(cfa + (ulong)rule.Operand, callee.Machine);
                return true;
            case CfiRuleKind.Expression:
                return CfiExpression.TryEvaluate(rule.ExpressionIn(row.Bytes.Span), in callee, memory, bias, cfa, out var address, out trouble)
                    && TryMemory(address, memory, out value, out trouble);
            case CfiRuleKind.ValueExpression:
                return CfiExpression.TryEvaluate(rule.ExpressionIn(row.Bytes.Span), in callee, memory, bias, cfa, out value, out trouble);
            default:
                return false;
        }
    }

    private static bool TryRegister(int register, in RegisterContext callee, out ulong value, out CfiTrouble trouble)
    {
        var known = callee[register];
        value = known ?? 0;
        trouble = known is null ? new CfiTrouble(CfiTroubleKind.UnknownRegister, (ulong)register) : default;
        return known is not null;
    }

    private static bool TryMemory(ulong address, TargetWords memory, out ulong value, out CfiTrouble trouble)
    {
        var read = memory.TryRead(address, out value);
        trouble = read ? default : new CfiTrouble(CfiTroubleKind.MissingMemory, address);
        return read;
    }

    private static ulong Wrap(ulong address, Machine machine) => machine.Is64 ? address : (uint)address;
}
