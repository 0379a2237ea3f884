using System.Text;
using CsCheck;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Texts;

namespace Fleet.Domain.Tests.Traces.Texts;

/// <summary>Texts are a device's: whatever it sends, reading ends soon and within bounds.</summary>
public sealed class HostileTextTests
{
    private static readonly TraceLanguage[] Languages = [.. TextTraceTests.Samples.Keys];

    [Fact]
    public void Damaged_texts_are_read_as_far_as_they_go() => Gen.Select(Pick.Of(Languages), Pick.Of(Languages), Gen.Select(Gen.Int[0, 4], Gen.Int[0, 9_999], Gen.Int[0, 40], Gen.Char).Array[1, 8]).Sample((language, source, damages) =>
    {
        var text = new StringBuilder(TextTraceTests.Samples[source]);
        foreach (var (kind, place, length, c) in damages)
        {
            var at = place % text.Length;
            var some = Math.Min(length, text.Length - at);
            switch (kind)
            {
                case 0:
                    text.Remove(at, Math.Min(some, text.Length - 1));
                    break;
                case 1:
                    text.Insert(at, c);
                    break;
                case 2:
                    text.Insert(at, text.ToString(at, some));
                    break;
                case 3:
                    text.Insert(at, '\n');
                    break;
                default:
                    text[at] = " ()<>[]:\".\n"[length % 11];
                    break;
            }
        }

        AssertBounded(TextTraces.Read(language, text.ToString()));
    });

    [Fact]
    public void Any_text_is_read() => Gen.Select(Pick.Of(Languages), Gen.OneOf(Gen.String, Pick.Of("at ", "(", ")", " in ", ":line ", "\n", "Caused by: ", " ---> ", "Traceback (most recent call last):\n", "  File \"", "\", line ", ", in ", "Call Trace:\n", "+0x", "/0x", " [", "]", "RIP: ")).Array[0, 40]).Sample((language, parts) =>
        AssertBounded(TextTraces.Read(language, string.Concat(parts))));

    [Theory]
    [InlineData(TraceLanguage.Python, "Traceback (most recent call last):\n", "  File \"/a.py\", line 3, in f\n", "E: x")]
    [InlineData(TraceLanguage.DotNet, "A.E: x\n", "   at A.B.C()\n", "")]
    [InlineData(TraceLanguage.DotNet, "A.E: x\n", " ---> A.F: y\n   at A.B.C()\n", "")]
    [InlineData(TraceLanguage.Node, "E: x\n", "    at f (/a.js:1:1)\n", "")]
    [InlineData(TraceLanguage.Java, "a.E: x\n", "Caused by: a.F\n\tat a.B.c(B.java:1)\n", "")]
    [InlineData(TraceLanguage.Kernel, "Oops: 1\nCall Trace:\n", " f+0x1/0x2\n", "")]
    [InlineData(TraceLanguage.Kernel, "", "Oops: 1\nCall Trace:\n f+0x1/0x2\n", "")]
    public void A_stack_without_end_is_cut(TraceLanguage language, string begin, string repeated, string end) =>
        AssertBounded(TextTraces.Read(language, begin + string.Concat(Enumerable.Repeat(repeated, 3_000)) + end));

    [Fact]
    public void Of_a_deep_recursion_the_innermost_frames_are_kept()
    {
        var frames = string.Concat(Enumerable.Range(0, 1_000).Select(i => $"  File \"/a.py\", line {i}, in f\n"));
        var stack = TextTraces.Read(TraceLanguage.Python, $"Traceback (most recent call last):\n{frames}RecursionError: deep");
        Assert.Equal((999, 256, "RecursionError"), (stack.Frames[0].Line, stack.Frames.Count, stack.Type));
    }

    [Fact]
    public void Colours_are_no_part_of_a_stack()
    {
        var stack = TextTraces.Read(TraceLanguage.Python, "Traceback (most recent call last):\n  File \e[35m\"/a.py\"\e[0m, line \e[35m3\e[0m, in \e[35mf\e[0m\n\e[1;35mValueError\e[0m: \e[35mx\e[0m\n");
        Assert.Equal(("ValueError", "x", "f"), (stack.Type, stack.Message, stack.Frames[0].Function));
    }

    private static void AssertBounded(TextStack stack)
    {
        Assert.InRange(stack.Frames.Count, 0, 257);
        Assert.InRange(stack.Type.Length, 0, 255);
        Assert.InRange(stack.Message.Length, 0, 1_024);
        Assert.All(stack.Frames, f => Assert.True(f.Function.Length <= TraceLimits.MaxFunction && f.File.Length <= 2_048 && f.Line >= 0));
    }
}
