namespace Fleet.Symbolication.Cfi;

/// <summary>Runs call frame instructions up to a place of the code. Source: DWARF 5, section 6.4.2 and figure 7.29; gcc's and AADWARF64's extensions.</summary>
internal ref struct CfiInterpreter
{
    /// <summary>Of one function. The largest seen, of a machine-written function of 100,000 lines, are some tens of KiB.</summary>
    public const int MaxInstructionBytes = 256 * 1024;

    /// <summary>Of remembered states: compilers nest none, hand-written code two or three.</summary>
    public const int MaxRemembered = 32;

    private readonly CfiSource _source;
    private readonly CommonEntry _common;
    private readonly ulong _origin;
    private readonly ulong _address;
    private ByteReader _reader;
    private ulong _location;
    private List<CfiState>? _remembered;

    private CfiInterpreter(CfiSource source, CommonEntry common, int start, int end, ulong origin, ulong location, ulong address)
    {
        if (end - start > MaxInstructionBytes)
        {
            throw new MalformedException(source.What, start, $"0x{end - start:x} bytes of call frame instructions, more than 0x{MaxInstructionBytes:x}");
        }

        (_source, _common, _origin, _location, _address) = (source, common, origin, location, address);
        _reader = new ByteReader(source.Bytes.Span[..end], source.What, start);
    }

    /// <summary>The row that holds at an address which <paramref name="entry"/> covers.</summary>
    /// <exception cref="MalformedException">The instructions are not such.</exception>
    public static CfiRow Row(CfiSource source, in FrameEntry entry, ulong address)
    {
        ref readonly var initial = ref entry.Common.Initial(source);
        var state = initial;
        var interpreter = new CfiInterpreter(source, entry.Common, entry.InstructionsStart, entry.InstructionsEnd, entry.Origin, entry.Start, address);
        interpreter.Run(ref state, in initial);
        return new CfiRow(in state, entry.Common, source.Bytes);
    }

    /// <summary>The instructions of the common entry.</summary>
    public static void RunInitial(CfiSource source, CommonEntry common, ref CfiState state)
    {
        var initial = state;
        var interpreter = new CfiInterpreter(source, common, common.InstructionsStart, common.InstructionsEnd, common.Origin, 0, ulong.MaxValue);
        interpreter.Run(ref state, in initial);
    }

    private void Run(ref CfiState state, in CfiState initial)
    {
        while (!_reader.AtEnd)
        {
            var code = _reader.U8();
            var low = code & 0x3f;
            switch (code >> 6)
            {
                case 1:
                    if (!Advance((ulong)low))
                    {
                        return;
                    }

                    break;
                case 2:
                    Set(ref state, (ulong)low, CfiRuleKind.Offset, Factored(_reader.Uleb()));
                    break;
                case 3:
                    Restore(ref state, in initial, (ulong)low);
                    break;
                default:
                    if (!RunExtended(low, ref state, in initial))
                    {
                        return;
                    }

                    break;
            }
        }
    }

    /// <returns>False when the address is reached.</returns>
    private bool RunExtended(int code, ref CfiState state, in CfiState initial)
    {
        switch (code)
        {
            case 0x00: // nop
                break;
            case 0x01: // set_loc
                return MoveTo(_common.AddressSize > 0 ? _reader.Unsigned(_common.AddressSize) : PointerEncoding.Read(ref _reader, _common.PointerEncoding, _origin, _source));
            case 0x02: // advance_loc1
                return Advance(_reader.U8());
            case 0x03: // advance_loc2
                return Advance(_reader.U16());
            case 0x04: // advance_loc4
                return Advance(_reader.U32());
            case 0x1d: // MIPS_advance_loc8
                return Advance(_reader.U64());
            case 0x06: // restore_extended
                Restore(ref state, in initial, _reader.Uleb());
                break;
            case 0x0a: // remember_state
                Remember(in state);
                break;
            case 0x0b: // restore_state
                state = Recall();
                break;
            case 0x0c or 0x0d or 0x0e or 0x0f or 0x12 or 0x13:
                RunCfa(code, ref state);
                break;
            case 0x2c or 0x2d when _source.Machine == Targets.Machine.Arm64: // AARCH64_negate_ra_state_with_pc, AARCH64_negate_ra_state
                state.IsReturnSigned = !state.IsReturnSigned;
                break;
            case 0x2e: // GNU_args_size: for those that land in a handler
                _reader.Uleb();
                break;
            default:
                RunRule(code, ref state);
                break;
        }

        return true;
    }

    private void RunCfa(int code, ref CfiState state)
    {
        switch (code)
        {
            case 0x0c: // def_cfa
                (state.CfaRegister, state.CfaOffset) = (Column(_reader.Uleb()), (long)_reader.Uleb());
                break;
            case 0x12: // def_cfa_sf
                (state.CfaRegister, state.CfaOffset) = (Column(_reader.Uleb()), Factored(_reader.Sleb()));
                break;
            case 0x0d: // def_cfa_register
                state.CfaRegister = Column(_reader.Uleb());
                break;
            case 0x0e: // def_cfa_offset
                state.CfaOffset = (long)_reader.Uleb();
                break;
            case 0x13: // def_cfa_offset_sf
                state.CfaOffset = Factored(_reader.Sleb());
                break;
            default: // def_cfa_expression
                state.CfaRegister = -1;
                state.CfaExpression = Expression(CfiRuleKind.ValueExpression);
                break;
        }
    }

    private void RunRule(int code, ref CfiState state)
    {
        switch (code)
        {
            case 0x05: // offset_extended
                Set(ref state, _reader.Uleb(), CfiRuleKind.Offset, Factored(_reader.Uleb()));
                break;
            case 0x07: // undefined
                Set(ref state, _reader.Uleb(), CfiRuleKind.Undefined, 0);
                break;
            case 0x08: // same_value
                Set(ref state, _reader.Uleb(), CfiRuleKind.SameValue, 0);
                break;
            case 0x09: // register
                Set(ref state, _reader.Uleb(), CfiRuleKind.Register, (long)_reader.Uleb());
                break;
            case 0x10: // expression
                SetExpression(ref state, CfiRuleKind.Expression);
                break;
            case 0x11: // offset_extended_sf
                Set(ref state, _reader.Uleb(), CfiRuleKind.Offset, Factored(_reader.Sleb()));
                break;
            case 0x14: // val_offset
                Set(ref state, _reader.Uleb(), CfiRuleKind.ValueOffset, Factored(_reader.Uleb()));
                break;
            case 0x15: // val_offset_sf
                Set(ref state, _reader.Uleb(), CfiRuleKind.ValueOffset, Factored(_reader.Sleb()));
                break;
            case 0x16: // val_expression
                SetExpression(ref state, CfiRuleKind.ValueExpression);
                break;
            case 0x2f: // GNU_negative_offset_extended
                Set(ref state, _reader.Uleb(), CfiRuleKind.Offset, unchecked(-Factored(_reader.Uleb())));
                break;
            default:
                throw _reader.Malformed($"a call frame instruction 0x{code:x2} that is not known");
        }
    }

    private bool Advance(ulong delta) => MoveTo(_location + (delta * _common.CodeAlignment));

    private bool MoveTo(ulong location)
    {
        _location = location;
        return location <= _address;
    }

    private readonly long Factored(ulong value) => (long)value * _common.DataAlignment;

    private readonly long Factored(long value) => value * _common.DataAlignment;

    private readonly int Column(ulong register) =>
        register < CfiState.Columns ? (int)register : throw _reader.Malformed($"a frame address from register {register}, which is none that a frame can be at");

    private static void Set(ref CfiState state, ulong register, CfiRuleKind kind, long operand)
    {
        if (register < CfiState.Columns)
        {
            state[(int)register] = new CfiRule(kind, operand);
        }
    }

    private void SetExpression(ref CfiState state, CfiRuleKind kind)
    {
        var register = _reader.Uleb();
        var rule = Expression(kind);
        if (register < CfiState.Columns)
        {
            state[(int)register] = rule;
        }
    }

    private CfiRule Expression(CfiRuleKind kind)
    {
        var length = _reader.Uleb();
        var start = _reader.Position;
        _reader.Skip(length);
        return CfiRule.Expression(kind, start, (int)length);
    }

    private static void Restore(ref CfiState state, in CfiState initial, ulong register)
    {
        if (register < CfiState.Columns)
        {
            state[(int)register] = initial[(int)register];
        }
    }

    private void Remember(in CfiState state)
    {
        _remembered ??= [];
        if (_remembered.Count == MaxRemembered)
        {
            throw _reader.Malformed($"more than {MaxRemembered} states are remembered at once");
        }

        _remembered.Add(state);
    }

    private readonly CfiState Recall()
    {
        if (_remembered is not { Count: > 0 })
        {
            throw _reader.Malformed("a state is restored that was not remembered");
        }

        var state = _remembered[^1];
        _remembered.RemoveAt(_remembered.Count - 1);
        return state;
    }
}
