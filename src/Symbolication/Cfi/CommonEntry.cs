namespace Fleet.Symbolication.Cfi;

/// <summary>A common information entry (CIE). Sources: DWARF 5, section 6.4.1; LSB Core Specification 5.0, section 10.6.1.1.</summary>
internal sealed class CommonEntry
{
    private StateBox? _initial;

    public required ulong CodeAlignment { get; init; }

    public required long DataAlignment { get; init; }

    public required int ReturnColumn { get; init; }

    /// <summary>How the addresses of its functions are written.</summary>
    public required byte PointerEncoding { get; init; }

    /// <summary>Each function's entry has a length of further data behind its range.</summary>
    public required bool HasAugmentationData { get; init; }

    public required bool IsSignal { get; init; }

    /// <summary>Bytes of an address in <c>.debug_frame</c>; 0 where the encoding says it.</summary>
    public required int AddressSize { get; init; }

    public required int SegmentSize { get; init; }

    public required int InstructionsStart { get; init; }

    public required int InstructionsEnd { get; init; }

    /// <summary>The address of the table's byte 0, as far as this entry is concerned.</summary>
    public required ulong Origin { get; init; }

    /// <summary>The rules before a function's first instruction, made once.</summary>
    public ref readonly CfiState Initial(CfiSource source)
    {
        var box = _initial;
        if (box is null)
        {
            var state = new CfiState { CfaRegister = -1 };
            CfiInterpreter.RunInitial(source, this, ref state);
            _initial = box = new StateBox(state);
        }

        return ref box.State;
    }

    private sealed class StateBox(in CfiState state)
    {
        public readonly CfiState State = state;
    }
}
