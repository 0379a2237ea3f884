using System.Diagnostics;
using System.Text;
using CsCheck;
using Fleet.Symbolication.Demangling;

namespace Fleet.Symbolication.Tests.Demangling;

public sealed class HostileSymbolTests
{
    /// <summary>Of one thread; .NET's own have 1.5 MiB and more.</summary>
    private const int SmallStack = 1024 * 1024;

    private static readonly string[] Seeds =
    [
        "_ZN4llvm11PassManagerINS_8FunctionENS_15AnalysisManagerIS1_JEEEJEE3runERS1_RS3_",
        "_Z3addIidEDTplfp_fp0_ET_T0_",
        "_ZZ4mainENKUlTyT_E_clIiEEDaS_",
        "_ZNK1SclIJiPFivERA3_KcEEEDaDpOT_",
        "_Z1fIiEvDTcldtfp_1xIiEilLi1ELd4000000000000000EEE.isra.0",
        "_ZTv0_n24_NK1AcvT_ISt6vectorIiSaIiEEEEv",
        "_RINvNtC1a5inner3genTReAlj4_DNtC4core3FooEL_FG_KCRL0_huEE",
        "_RMCs4fqI2P2rA04_13const_genericINtB0_4CharKc2202_E",
        "_ZN54_$LT$a..Foo$LT$T$GT$$u20$as$u20$core..fmt..Display$GT$3fmt17h0123456789abcdefE",
    ];

    /// <summary>What the grammars are made of, so that random symbols go deep.</summary>
    private static readonly string[] Pieces =
    [
        "_Z", "_R", "N", "E", "I", "J", "S_", "S0_", "S1_", "St", "Ss", "T_", "T0_", "1a", "3foo", "i", "v", "P", "R", "O", "K", "F", "A3_", "M", "D", "Dp", "Dt", "DT", "X", "L",
        "Li1E", "Z", "Ul", "Ut", "_", "C1", "D1", "cv", "cl", "sr", "sZ", "sp", "pl", "fp_", "fL", "il", "nw", "gs", "on", "B", "B_", "B0_", "C1a", "Nv", "Y", "Q", "G_", "K", "u5", "W",
        "d_", "h", "1_", "$LT$", "..", ".cold", "17h0123456789abcdefE", "TL0_", "Tn", "Ty", "U", "rq", "é",
    ];

    [Fact]
    public void Random_and_mutated_symbols_give_a_bounded_name_or_none()
    {
        var watch = Stopwatch.StartNew();
        var random = Gen.Int[0, Pieces.Length - 1].Array[0, 60].Select(pieces => string.Concat(pieces.Select(piece => Pieces[piece])));
        var prefixed = Gen.Select(Gen.OneOf(Gen.Const("_Z"), Gen.Const("_R"), Gen.Const("_ZN"), Gen.Const("_RINv")), random).Select((prefix, rest) => prefix + rest);
        var mutated = Gen.Select(Gen.Int[0, Seeds.Length - 1], Gen.Int[0, 99], Gen.Int[0, 99], Gen.Int[0, Pieces.Length - 1]).Select((index, from, count, piece) =>
        {
            var seed = Seeds[index];
            from %= seed.Length;
            return string.Concat(seed.AsSpan(0, from), Pieces[piece], seed.AsSpan(Math.Min(seed.Length, from + (count % 4))));
        });
        Gen.OneOf(prefixed, mutated, mutated).Sample(Bounded, iter: 100_000);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{watch.Elapsed}");
    }

    public static TheoryData<string, string> Bombs { get; } = new()
    {
        { "substitutions that double", "_Z1f" + Doubling() },
        { "arguments that double", "_Z1fI" + string.Concat(Enumerable.Repeat("1AI", 200)) + "i" + new string('E', 200) + "Evv" },
        { "packs in packs", "_Z1fIJ" + string.Concat(Enumerable.Repeat("i", 500)) + "EEv" + string.Concat(Enumerable.Repeat("PF", 20)) + "vDpDpDpT_" + new string('E', 20) },
        { "empty packs in packs", "_Z1fIJEEv" + string.Concat(Enumerable.Range(0, 400).Select(i => "1AIDpT_E")) },
        { "a parameter that is itself", "_Z1fIT_EvT_" },
        { "pointers", "_Z1f" + new string('P', 60_000) + "i" },
        { "pointers to functions", "_Z1f" + string.Concat(Enumerable.Repeat("PF", 20_000)) + "v" },
        { "scopes", "_ZN" + string.Concat(Enumerable.Repeat("1a", 30_000)) + "Ev" },
        { "functions in functions", string.Concat(Enumerable.Repeat("Z", 60_000)).Insert(0, "_Z") },
        { "expressions", "_Z1fIX" + string.Concat(Enumerable.Repeat("nt", 20_000)) },
        { "scopes in expressions, read twice", "_Z1fIiEvDT" + string.Concat(Enumerable.Repeat("sr1AIX", 8_000)) },
        { "conversions, read twice", "_ZN1A" + string.Concat(Enumerable.Repeat("cvT_IXon", 8_000)) },
        { "lambdas", "_Z1f" + string.Concat(Enumerable.Repeat("Ul", 20_000)) },
        { "reference collapse", "_Z1fI" + string.Concat(Enumerable.Repeat("R", 400)) + "iEv" + string.Concat(Enumerable.Repeat("OT_", 10_000)) },
        { "numbers", "_Z" + new string('9', 60_000) },
        { "back references that double", RustDoubling() },
        { "back references to back references", "_RNvC1a1b" + string.Concat(Enumerable.Repeat("B_", 10_000)) },
        { "references", "_RINvC1a1f" + new string('R', 60_000) + "hE" },
        { "binders", "_RINvC1a1f" + string.Concat(Enumerable.Repeat("FGzz_", 10_000)) },
        { "muted paths", "_RNv" + string.Concat(Enumerable.Repeat("M", 30_000)) },
        { "punycode", "_RNvC1au9999" + new string('a', 9999) },
        { "escapes", "_ZN" + 60_000 + string.Concat(Enumerable.Repeat("$LT$", 15_000)) + "17h0123456789abcdefE" },
    };

    /// <summary>Without the bounds these take hours; with them milliseconds, of a machine that may be busy.</summary>
    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_bomb_costs_little_time_and_stack(string what, string symbol)
    {
        var elapsed = TimeSpan.Zero;
        var thread = new Thread(
            () =>
            {
                Bounded(symbol);
                var watch = Stopwatch.StartNew();
                Bounded(symbol);
                elapsed = watch.Elapsed;
            },
            SmallStack);
        thread.Start();
        thread.Join();
        Assert.True(elapsed < TimeSpan.FromSeconds(10), $"{what}: {elapsed}");
    }

    [Fact]
    public void A_name_that_would_be_too_long_is_its_scope()
    {
        Assert.True(Demangler.TryDemangle("_Z1f" + Doubling(), out var name));
        Assert.Equal("f", name.Full);
        Assert.Equal("f", name.Scope);
    }

    [Fact]
    public void As_deep_as_is_allowed_fits_on_a_small_stack()
    {
        var found = 0;
        var thread = new Thread(
            () =>
            {
                for (var depth = 1; depth < 600; depth++)
                {
                    foreach (var symbol in (string[])[$"_Z1f{new string('P', depth)}i", $"_Z1fI{string.Concat(Enumerable.Repeat("1AI", depth))}i{new string('E', depth)}Evv",
                        $"_Z1f{string.Concat(Enumerable.Repeat("PFi", depth))}v{new string('E', depth)}", $"_Z1fIiEvDT{string.Concat(Enumerable.Repeat("nt", depth))}fp_E",
                        $"_RINvC1a1f{new string('R', depth)}hE", $"_{string.Concat(Enumerable.Repeat("Z", depth))}1fv{string.Concat(Enumerable.Repeat("E1xv", depth))}"])
                    {
                        found += Demangler.TryDemangle(symbol, out _) ? 1 : 0;
                    }
                }
            },
            SmallStack);
        thread.Start();
        thread.Join();
        Assert.True(found > 1000, $"{found}");
    }

    private static void Bounded(string symbol)
    {
        if (Demangler.TryDemangle(symbol, out var name))
        {
            Assert.InRange(name.Full.Length, 1, DemanglingLimits.MaxOutput);
            Assert.InRange(name.Scope.Length, 1, DemanglingLimits.MaxOutput);
        }
    }

    /// <summary>Each type is a function of the one before, twice.</summary>
    private static string Doubling()
    {
        var symbol = new StringBuilder("1a");
        for (var i = 0; i < 30; i++)
        {
            var last = i == 0 ? "S_" : $"S{Base36((2 * i) - 1)}_";
            symbol.Append($"PFv{last}{last}E");
        }

        return symbol.ToString();
    }

    private static string Base36(int value) => value < 36 ? "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value].ToString() : Base36(value / 36) + Base36(value % 36);

    private static string RustDoubling()
    {
        var symbol = new StringBuilder("INvC1a1f");
        var last = -1;
        for (var i = 0; i < 30; i++)
        {
            var at = symbol.Length;
            symbol.Append(last < 0 ? "ThhE" : $"TB{Base62(last)}B{Base62(last)}E");
            last = at;
        }

        return $"_R{symbol}E";
    }

    private static string Base62(int value)
    {
        const string Digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        var text = "";
        for (var rest = value - 1; rest > 0 || (text.Length == 0 && value > 0); rest /= 62)
        {
            text = Digits[rest % 62] + text;
        }

        return text + "_";
    }
}
