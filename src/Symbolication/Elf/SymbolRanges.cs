namespace Fleet.Symbolication.Elf;

/// <summary>Which symbol owns which addresses: ranges that do not overlap, made of symbols that may.</summary>
internal static class SymbolRanges
{
    /// <param name="symbols">Ascending by address, one at each.</param>
    /// <returns>Where ranges start, ascending, and the index of each one's symbol; -1 where there is none.</returns>
    public static (ulong[] Starts, int[] Owners) Of(RawSymbol[] symbols)
    {
        var starts = new List<ulong>(symbols.Length);
        var owners = new List<int>(symbols.Length);

        // Those that have begun and not ended, the innermost on top.
        var open = new Stack<int>();
        for (var i = 0; i < symbols.Length; i++)
        {
            Close(symbols[i].Address);
            if (open.TryPeek(out var outer) && !symbols[outer].IsSized)
            {
                open.Pop();
            }

            if (symbols[i].IsSized || open.Count == 0)
            {
                open.Push(i);
                Begin(symbols[i].Address, i);
            }
        }

        Close(ulong.MaxValue);
        return ([.. starts], [.. owners]);

        void Close(ulong before)
        {
            while (open.TryPeek(out var ended) && symbols[ended].End <= before)
            {
                var end = symbols[ended].End;
                do
                {
                    open.Pop();
                }
                while (open.TryPeek(out ended) && symbols[ended].End <= end);
                Begin(end, open.TryPeek(out var outer) ? outer : -1);
            }
        }

        void Begin(ulong address, int owner)
        {
            if (starts.Count > 0 && starts[^1] == address)
            {
                owners[^1] = owner;
            }
            else
            {
                starts.Add(address);
                owners.Add(owner);
            }
        }
    }
}
