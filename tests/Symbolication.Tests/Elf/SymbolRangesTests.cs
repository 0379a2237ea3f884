using CsCheck;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Tests.Elf;

public sealed class SymbolRangesTests
{
    [Fact]
    public void Every_address_belongs_to_the_innermost_symbol_or_to_the_label_before_it() =>
        Gen.Select(Gen.ULong[0, 40], Gen.ULong[1, 20], Gen.Bool).Array[0, 10].Sample(parts =>
        {
            var symbols = parts.DistinctBy(part => part.Item1).OrderBy(part => part.Item1)
                .Select(part => new RawSymbol(part.Item1, part.Item1 + part.Item2, 0, 0, ElfSymbolKind.Function, 0, part.Item3, false)).ToArray();
            var (starts, owners) = SymbolRanges.Of(symbols);
            for (ulong address = 0; address < 64; address++)
            {
                var index = Array.FindLastIndex(starts, start => start <= address);
                Assert.Equal(Naive(symbols, address), index < 0 ? -1 : owners[index]);
            }
        });

    private static int Naive(RawSymbol[] symbols, ulong address)
    {
        static bool Covers(RawSymbol symbol, ulong address) => symbol.IsSized && symbol.Address <= address && address < symbol.End;
        var innermost = Array.FindLastIndex(symbols, symbol => Covers(symbol, address));
        if (innermost >= 0)
        {
            return innermost;
        }

        var last = Array.FindLastIndex(symbols, symbol => symbol.Address <= address);
        return last >= 0 && !symbols[last].IsSized && address < symbols[last].End && !symbols.Any(symbol => Covers(symbol, symbols[last].Address)) ? last : -1;
    }
}
