using Fleet.Symbolication.Tests.Corpus;
using Fleet.Symbolication.Tests.Corpus.Agreement;

namespace Fleet.Symbolication.Tests.Variables;

/// <summary>Arguments that only the caller still knows.</summary>
public sealed class EntryValueTests(CrashCorpus corpus)
{
    [Fact]
    public async Task Function_that_is_called_by_another_of_its_names_has_the_arguments_of_that_call()
    {
        var crash = await corpus.GetAsync("gcc-O2", "alias");
        var crashed = (await crash.FramesAsync()).Trimmed.Crashed;
        var inner = OurVariables.Of(crash, crash.TrimmedCore)[crashed.Id][0];
        Assert.Equal("weigh_internal", inner.Function);
        Assert.Equal("37", inner.Variables.Single(variable => variable.Name == "scale").Value);
    }

    [Theory]
    [InlineData("gcc-O2", "tail_values")]
    [InlineData("gcc-O2-dwarf4", "tail_values")]
    [InlineData("gcc-O2-split5", "tail_values")]
    [InlineData("clang-O2-dwarf4", "tail_values")]
    [InlineData("arm64-O2", "tail_values")]
    [InlineData("gcc-O2", "tail_library")]
    public async Task Function_that_was_come_to_by_jumps_has_all_arguments_that_the_debugger_has(string variant, string program)
    {
        Assert.SkipUnless(CorpusVariants.Get(variant).Toolchain.IsHere, $"no compiler for {variant}");
        var crash = await corpus.GetAsync(variant, program);
        var (full, trimmed) = await crash.VariablesAsync();
        foreach (var (core, answer) in new[] { (crash.Core, full), (crash.TrimmedCore, trimmed) })
        {
            var comparison = new VariableComparison(crash.Name);
            comparison.Add(answer.Crashed, OurVariables.Of(crash, core)[answer.Crashed.Id]);
            Assert.True(comparison is { Compared: > 0, OnlyTheirs: 0, Differences: [] }, string.Join('\n', comparison.Missing.Concat(comparison.Differences)));
        }
    }

    [Theory]
    [InlineData("gcc-O2", "by_one", "65")]
    [InlineData("gcc-O2", "by_two", "4320")]
    [InlineData("gcc-O2", "of_either", "<optimized out>")]
    [InlineData("gcc-O2", "round_trip", "<optimized out>")]
    [InlineData("clang-O2", "round_trip", "<optimized out>")]
    public async Task Jumps_are_gone_through_where_there_is_one_way(string variant, string function, string expected)
    {
        var crash = await corpus.GetAsync(variant, "tail_values");
        var crashed = (await crash.FramesAsync()).Trimmed.Crashed;
        var functions = OurVariables.Of(crash, crash.TrimmedCore)[crashed.Id];
        Assert.Equal(expected, functions.Single(one => one.Function == function).Variables.Single(variable => variable.Name is "scale" or "left").Value);
    }

    [Fact]
    public async Task Jump_into_a_library_is_gone_through()
    {
        var crash = await corpus.GetAsync("gcc-O2", "tail_library");
        var crashed = (await crash.FramesAsync()).Trimmed.Crashed;
        Assert.Equal("51", OurVariables.Of(crash, crash.TrimmedCore)[crashed.Id][0].Variables.Single(variable => variable.Name == "scale").Value);
    }
}
