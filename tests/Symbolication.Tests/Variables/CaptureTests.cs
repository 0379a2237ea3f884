using Fleet.Symbolication.Tests.Corpus;
using Fleet.Symbolication.Tests.Corpus.Agreement;

namespace Fleet.Symbolication.Tests.Variables;

/// <summary>What a lambda has captured.</summary>
public sealed class CaptureTests(CrashCorpus corpus)
{
    [Fact]
    public async Task Captured_variables_have_their_names_and_what_only_the_compiler_knows_has_none()
    {
        var crash = await corpus.GetAsync("gcc-O0", "virtuals");
        var crashed = (await crash.FramesAsync()).Trimmed.Crashed;
        var functions = OurVariables.Of(crash, crash.TrimmedCore)[crashed.Id];
        var lambda = functions.Single(function => function.Function.Contains("{lambda}::operator()", StringComparison.Ordinal));
        Assert.Equal(["__closure", "area", "scale", "shape", "sum"], lambda.Variables.Select(variable => variable.Name).Order(StringComparer.Ordinal));
    }
}
