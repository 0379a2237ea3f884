using Fleet.Symbolication.Demangling;

namespace Fleet.Symbolication.Tests.Demangling;

/// <summary>Full names of Rust against <c>c++filt -i</c>, which leaves hashes out as rustfilt does.</summary>
public sealed class RustOracleTests
{
    [Theory]
    [InlineData("v0", "_R", 200)]
    [InlineData("legacy", "_ZN", 30)]
    public void Names_of_a_program_are_those_of_cxxfilt(string mangling, string prefix, int least)
    {
        var all = NameTools.Compile("rustc", HardPrograms.Rust, ".rs", "--edition", "2021", "-O", "-Z", "unstable-options", "-C", $"symbol-mangling-version={mangling}");
        if (all is null)
        {
            Assert.Skip("rustc is not here");
            return;
        }

        var symbols = all.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && (prefix == "_R" || name.Contains("17h", StringComparison.Ordinal))).ToArray();
        Assert.True(symbols.Length >= least, $"{symbols.Length} symbols");
        var expected = NameTools.Filt(symbols, "-i");
        for (var i = 0; i < symbols.Length; i++)
        {
            Assert.True(Demangler.TryDemangle(symbols[i], out var name), symbols[i]);
            Assert.Equal(MangledLanguage.Rust, name.Language);

            // binutils writes letters beyond ASCII in constants as escapes, rustc's own demangler does not.
            Assert.Equal(expected[i].Replace("\\u{e9}", "é", StringComparison.Ordinal), name.Full);
        }
    }
}
