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
}
