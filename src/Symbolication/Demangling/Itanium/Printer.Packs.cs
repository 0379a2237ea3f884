namespace Fleet.Symbolication.Demangling.Itanium;

internal ref partial struct Printer
{
    /// <summary>How many there are, where the symbol says it.</summary>
    private void PackSize(int number)
    {
        if (_nodes[number].Kind == NodeKind.List)
        {
            _output.Add((ulong)CountExpanded(number));
            return;
        }

        var pack = _inLambda ? 0 : FindPack(number);
        if (pack != 0)
        {
            _output.Add((ulong)Count(_nodes[pack].A));
            return;
        }

        _output.Add("sizeof...(");
        Print(number);
        _output.Add(')');
    }

    /// <summary>Arguments, with packs for as many as they have.</summary>
    private int CountExpanded(int cell)
    {
        var count = 0;
        for (; cell != 0 && _nodes[cell].A != 0; cell = _nodes[cell].B)
        {
            var item = _nodes[cell].A;
            var pack = _nodes[item].Kind == NodeKind.PackExpansion ? FindPack(_nodes[item].A) : 0;
            count += pack != 0 ? Count(_nodes[pack].A) : 1;
        }

        return count;
    }
}
