namespace Fleet.Symbolication.Dwarf;

/// <summary>Runs a line table's program and keeps the rows of code that is in the file. DWARF 5, 6.2.2 and 6.2.5.</summary>
internal ref struct LineProgram
{
    private readonly LineHeader _header;
    private readonly CodeRanges _code;
    private readonly List<LineRow> _rows;
    private readonly List<LineTable.Sequence> _sequences;
    private readonly int _mostRows;
    private ByteReader _reader;

    private ulong _address;
    private uint _operation;
    private ulong _file;
    private ulong _line;
    private ulong _column;
    private bool _isStatement;

    private int _first;
    private bool _inSequence;
    private bool _isKept;
    private bool _isUnordered;
    private ulong _start;
    private bool _lastIsStatement;

    private LineProgram(LineHeader header, DwarfSection section, CodeRanges code, int mostRows)
    {
        _header = header;
        _code = code;
        _rows = [];
        _sequences = [];
        _mostRows = mostRows;
        _reader = new ByteReader(section.Span[..header.ProgramEnd], section.What, header.ProgramStart);
        Reset();
    }

    /// <param name="damage">Where the program cannot be read any further; the sequences before are kept.</param>
    public static LineTable Run(LineHeader header, DwarfSection section, CodeRanges code, int mostRows, DamageLog damage)
    {
        var program = new LineProgram(header, section, code, mostRows);
        try
        {
            while (!program._reader.AtEnd)
            {
                program.Step();
            }
        }
        catch (MalformedException e)
        {
            damage.Add(e);
        }

        program._rows.RemoveRange(program._first, program._rows.Count - program._first);
        return new LineTable(header.Files, [.. program._sequences], [.. program._rows]);
    }

    private void Step()
    {
        var opcode = _reader.U8();
        if (opcode >= _header.OpcodeBase)
        {
            var adjusted = opcode - _header.OpcodeBase;
            Advance((ulong)(adjusted / _header.LineRange));
            _line = unchecked(_line + (ulong)(_header.LineBase + (adjusted % _header.LineRange)));
            Emit();
            return;
        }

        switch (opcode)
        {
            case 0:
                Extended();
                break;
            case 1:
                Emit();
                break;
            case 2:
                Advance(_reader.Uleb());
                break;
            case 3:
                _line = unchecked(_line + (ulong)_reader.Sleb());
                break;
            case 4:
                _file = _reader.Uleb();
                break;
            case 5:
                _column = _reader.Uleb();
                break;
            case 6:
                _isStatement = !_isStatement;
                break;
            case 7 or 10 or 11:
                break;
            case 8:
                Advance((ulong)((255 - _header.OpcodeBase) / _header.LineRange));
                break;
            case 9:
                _address = unchecked(_address + _reader.U16());
                _operation = 0;
                break;
            default:
                for (var i = 0; i < _header.OpcodeLengths[opcode]; i++)
                {
                    _reader.Uleb();
                }

                break;
        }
    }

    private void Extended()
    {
        var length = _reader.Uleb();
        if (length == 0)
        {
            return;
        }

        var operand = new ByteReader(_reader.Take(length), _reader.What);
        switch (operand.U8())
        {
            case 1:
                EndSequence();
                break;
            case 2:
                _address = operand.Unsigned(Math.Min(operand.Remaining, 8));
                _operation = 0;
                break;
            default:
                break;
        }
    }

    private void Advance(ulong operations)
    {
        if (_header.MaximumOperations == 1)
        {
            _address = unchecked(_address + (operations * _header.MinimumInstruction));
            return;
        }

        var total = unchecked(_operation + operations);
        _address = unchecked(_address + (_header.MinimumInstruction * (total / _header.MaximumOperations)));
        _operation = (uint)(total % _header.MaximumOperations);
    }

    private void Emit()
    {
        if (!_inSequence)
        {
            (_inSequence, _start, _first, _isUnordered) = (true, _address, _rows.Count, false);
            _isKept = _code.Contains(_address);
        }

        // Line 0 is of no source: gdb stays with the line before, and so do we. What is 4 GiB or more behind the start is of no compiler.
        if (!_isKept || _line == 0 || unchecked(_address - _start) > uint.MaxValue)
        {
            return;
        }

        var row = new LineRow((uint)(_address - _start), (uint)Math.Min(_line, uint.MaxValue), (int)Math.Min(_file, int.MaxValue), _column > ushort.MaxValue ? (ushort)0 : (ushort)_column);
        if (_rows.Count > _first)
        {
            var last = _rows[^1];
            if (last.Offset == row.Offset)
            {
                // Of several at one address the last that begins a statement is it, as gdb has it.
                if (_isStatement || !_lastIsStatement)
                {
                    (_rows[^1], _lastIsStatement) = (row, _isStatement);
                }

                return;
            }

            _isUnordered |= row.Offset < last.Offset;
        }

        if (_rows.Count >= _mostRows)
        {
            throw _reader.Malformed($"more than {DwarfLimits.MaxLineRows} rows in the line tables of a file");
        }

        _rows.Add(row);
        _lastIsStatement = _isStatement;
    }

    private void EndSequence()
    {
        var count = _rows.Count - _first;
        if (_inSequence && _isKept && count > 0 && _address > _start && _address - _start <= uint.MaxValue)
        {
            if (_isUnordered)
            {
                Sort(count);
            }

            _sequences.Add(new LineTable.Sequence(_start, _address, _first, count));
        }
        else if (_inSequence)
        {
            _rows.RemoveRange(_first, count);
        }

        _first = _rows.Count;
        _inSequence = false;
        Reset();
    }

    /// <summary>Stable: of rows at one address the later stays behind, and is the one that is found.</summary>
    private readonly void Sort(int count)
    {
        var rows = _rows.GetRange(_first, count);
        var order = new (uint Offset, int Index)[count];
        for (var i = 0; i < count; i++)
        {
            order[i] = (rows[i].Offset, i);
        }

        Array.Sort(order);
        for (var i = 0; i < count; i++)
        {
            _rows[_first + i] = rows[order[i].Index];
        }
    }

    private void Reset()
    {
        (_address, _operation, _file, _line, _column, _isStatement) = (0, 0, 1, 1, 0, _header.DefaultIsStatement);
    }
}
