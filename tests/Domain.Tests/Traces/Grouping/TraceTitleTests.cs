using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using static Fleet.Domain.Tests.Traces.Grouping.Stacks;

namespace Fleet.Domain.Tests.Traces.Grouping;

public sealed class TraceTitleTests
{
    [Fact]
    public void It_names_the_line_of_the_frame_that_it_is_named_by()
    {
        var trace = Native(CrashClass.SegvNull, "libc.so.6!memcpy", "app!f", "app!g");
        var frames = trace.CrashedFrames.Select((f, i) => f with { File = $"/build/src/file{i}.c", Line = 10 + i });
        trace = trace with { Threads = [trace.Threads[0] with { Frames = [.. frames] }] };
        Assert.Equal("segv-null in app!f at file1.c:11", TraceSignatures.Of(trace, "main", GroupingRules.None).Title);
    }

    [Fact]
    public void A_line_is_in_no_signature()
    {
        var trace = Native(CrashClass.SegvNull, "app!f");
        var moved = trace with { Threads = [trace.Threads[0] with { Frames = [trace.CrashedFrames[0] with { File = "f.c", Line = 77 }] }] };
        var (one, other) = (TraceSignatures.Of(trace, "main", GroupingRules.None), TraceSignatures.Of(moved, "main", GroupingRules.None));
        Assert.NotEqual(one.Title, other.Title);
        Assert.Equal(one, other with { Title = one.Title });
    }

    [Theory]
    [InlineData("segv-null in app@01ff+4a0", true)]
    [InlineData("segv-null in app@+4a0", true)]
    [InlineData("segv-null in app!f", false)]
    [InlineData("segv-null in app!f at f.c:3", false)]
    [InlineData("segv-null in app!operator+", false)]
    [InlineData("abort", false)]
    [InlineData("", false)]
    public void A_place_in_a_module_is_no_name(string title, bool isPlace) => Assert.Equal(isPlace, TraceTitle.IsPlace(title));
}
