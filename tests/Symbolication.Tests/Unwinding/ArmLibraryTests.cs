using Fleet.Symbolication.Tests.Corpus;
using Fleet.Symbolication.Tests.Corpus.Agreement;

namespace Fleet.Symbolication.Tests.Unwinding;

/// <summary>Stacks of arm's C++ programs that end in functions of the library without unwind tables.</summary>
public sealed class ArmLibraryTests(CrashCorpus corpus)
{
    /// <summary>
    /// libgcc's unwinder had left the function that threw when it came to the one that promised not to throw; gdb 13 does not come through its functions, or takes its stack pointer
    /// for the one before.
    /// </summary>
    [Theory]
    [InlineData("arm-O2")]
    [InlineData("arm-O2-arm")]
    [InlineData("arm-O2-static")]
    public async Task Behind_the_unwinder_is_the_function_that_promised_not_to_throw(string variant) =>
        Assert.Equal(["close_all:24", "main:33"], await OwnAsync(variant, "terminate"));

    [Theory]
    [InlineData("arm-O0")]
    [InlineData("arm-O2")]
    [InlineData("arm-O2-exidx")]
    public async Task Behind_an_exception_that_nobody_catches_is_who_threw_it(string variant) =>
        Assert.Equal(["open:21", "run:35", "main:42"], await OwnAsync(variant, "uncaught_exception"));

    /// <summary>Of the library's functions in between gdb 13 finds no way on.</summary>
    [Theory]
    [InlineData("assertion", "index_of:15 main:23")]
    [InlineData("double_free", "discard:16 send_twice:22 main:28")]
    public async Task Behind_a_library_that_gives_up_is_who_made_it(string program, string expected) =>
        Assert.Equal(expected, string.Join(' ', await OwnAsync("arm-O2", program)));

    /// <summary>Functions of our own sources with their lines, of the trimmed core.</summary>
    private async Task<IEnumerable<string>> OwnAsync(string variant, string program)
    {
        Assert.SkipUnless(Toolchain.Arm.IsHere, "there is no compiler");
        var crash = await corpus.GetAsync(variant, program);
        return OurFrames.Of(crash, crash.TrimmedCore).Threads.Single().Value.Where(frame => frame.File.Length > 0).Select(frame => $"{frame.Function[(frame.Function.LastIndexOf(':') + 1)..]}:{frame.Line}");
    }
}
