using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Symbols;

/// <summary>Files of symbols for people.</summary>
internal static class SymbolTable
{
    public static Table Of(IEnumerable<Symbol> symbols)
    {
        var table = new Table("ID", "KIND", "NAME", "ARCH", "HAS", ">SIZE", "UPLOADED");
        foreach (var symbol in symbols)
        {
            table.Add(
                symbol.Id, KindName(symbol.Kind), symbol.Name, symbol.Architecture, Parts(symbol), NumberText.Bytes(symbol.Bytes), HumanTime.Minute(symbol.UploadTime));
        }

        return table;
    }

    public static string KindName(SymbolKind kind) => kind.ToString().ToLowerInvariant();

    private static string Parts(Symbol symbol) => string.Join(' ', new[]
    {
        symbol.HasCode ? "code" : "",
        symbol.HasUnwindTables ? "unwind" : "",
        symbol.HasDwarf ? "dwarf" : "",
        symbol.HasSymbolTable ? "symtab" : "",
    }.Where(part => part.Length > 0));
}
