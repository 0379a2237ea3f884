using Fleet.Symbolication.Dwarf;

namespace Fleet.Symbolication.Symbols;

/// <summary>What debugging information says of an address. DWARF 5, 3.3.8 (inlined calls) and 6.2 (lines).</summary>
internal static class DwarfFrames
{
    /// <returns>The innermost inlined call first, the function last; one without a name where only the line is known; none where nothing is.</returns>
    public static List<SourceFrame> At(DwarfFile file, ulong address)
    {
        var frames = new List<SourceFrame>();
        if (file.UnitAt(address) is not { } unit)
        {
            return frames;
        }

        var full = file.Full(unit);
        var line = unit.Lines.TryFind(address, out var row) ? new SourceLine(unit.Lines.Files.Path((ulong)row.File), Bounded(row.Line), row.Column) : null;
        var tables = full.Code;
        for (var function = tables.Find(address); function != CodeTables.None && frames.Count < DwarfLimits.MaxInlined; function = tables.Caller(function))
        {
            var die = new DieReference(full, tables.Die(function));
            var isInlined = tables.Caller(function) != CodeTables.None;
            var call = isInlined ? CallOf(die) : null;
            var name = full.Names.Of(die.Offset);
            frames.Add(new SourceFrame(name, name.IsKnown ? NameOrigin.DebugInformation : NameOrigin.None, line, call, isInlined) { Die = die });
            line = call;
        }

        if (frames.Count == 0 && line is not null)
        {
            frames.Add(new SourceFrame(FunctionName.Unknown, NameOrigin.None, line, null, IsInlined: false));
        }

        return frames;
    }

    private static SourceLine? CallOf(DieReference die)
    {
        ulong file = 0, line = 0, column = 0;
        var reader = new DieReader(die);
        reader.Next();
        while (reader.NextAttribute(out var attribute))
        {
            switch (attribute.Name)
            {
                case DwarfAttribute.CallFile:
                    file = attribute.Value;
                    break;
                case DwarfAttribute.CallLine:
                    line = attribute.Value;
                    break;
                case DwarfAttribute.CallColumn:
                    column = attribute.Value;
                    break;
                default:
                    break;
            }
        }

        return line == 0 && file == 0 ? null : new SourceLine(die.Unit.Lines.Files.Path(file), Bounded(line), Bounded(column));
    }

    private static int Bounded(ulong number) => (int)Math.Min(number, int.MaxValue);
}
