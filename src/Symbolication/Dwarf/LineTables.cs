using System.Collections.Concurrent;

namespace Fleet.Symbolication.Dwarf;

/// <summary>The line tables of a file, each made once. Safe for many threads.</summary>
internal sealed class LineTables(DwarfFile file)
{
    private readonly ConcurrentDictionary<ulong, Lazy<LineTable>> _tables = new();
    private int _rows;

    /// <summary>Empty when it is damaged, the damage noted.</summary>
    /// <param name="unit">That names it first: several can share one.</param>
    public LineTable At(Unit unit, ulong offset) =>
        _tables.GetOrAdd(offset, static (at, of) => new Lazy<LineTable>(() => of.Tables.Read(of.Unit, at)), (Tables: this, Unit: unit)).Value;

    private LineTable Read(Unit unit, ulong offset)
    {
        try
        {
            var section = file.Sections[DwarfSectionKind.Lines];
            var header = LineHeader.Read(unit, section, offset);
            var table = file.Derived?.Lines(offset, header.Files) ?? LineProgram.Run(header, section, file.Code, Math.Max(0, DwarfLimits.MaxLineRows - Volatile.Read(ref _rows)), file.Damage);
            Interlocked.Add(ref _rows, table.RowCount);
            return table;
        }
        catch (MalformedException e)
        {
            file.Damage.Add(e);
            return LineTable.Empty;
        }
    }
}
