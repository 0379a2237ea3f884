using Fleet.Api.V1;
using Fleet.Cli.Traces;

namespace Fleet.Cli.Tests.Traces;

public sealed class StackTextTests
{
    private static readonly TraceThread Thread = new()
    {
        Id = 42,
        Name = "worker",
        End = "libvendor.so has no unwind tables",
        Frames =
        {
            new TraceFrame
            {
                Function = "parse_header", File = "src/parse.c", Line = 41, Module = "app", Offset = "0x1234", Trust = FrameTrust.Context,
                Variables =
                {
                    new TraceVariable { Name = "buf", Type = "char *", Value = "0x0", IsArgument = true },
                    new TraceVariable { Name = "len", Type = "int", Value = "12", IsArgument = true },
                    new TraceVariable { Name = "at", Type = "int", Value = "<optimized out>" },
                },
            },
            new TraceFrame { Function = "helper", File = "src/parse.c", Line = 90, Module = "app", Offset = "0x1300", IsInlined = true, Trust = FrameTrust.Cfi },
            new TraceFrame { Module = "libvendor.so", Offset = "0x99", Trust = FrameTrust.FramePointer },
            new TraceFrame { Function = "main", Module = "app", Offset = "0x10", Trust = FrameTrust.Scan },
            new TraceFrame { Offset = "0xdead", Trust = FrameTrust.LinkRegister },
        },
        Registers =
        {
            new TraceRegister { Name = "rax", Value = "0x0" }, new TraceRegister { Name = "rip", Value = "0x401234" }, new TraceRegister { Name = "rsp", Value = "0x7ffe" },
            new TraceRegister { Name = "r10", Value = "0x1" }, new TraceRegister { Name = "r11", Value = "0x2" },
        },
    };

    [Fact]
    public void A_stack_is_printed_as_a_debugger_does_and_says_what_is_not_sure() => Assert.Equal(
        [
            "#0   parse_header (buf=0x0, len=12) at src/parse.c:41  [app]",
            "#1   helper () at src/parse.c:90  [app, inlined]",
            "#2   ?? at +0x99  [libvendor.so, by frame pointer]",
            "#3   main ()  [app, by scanning: may be stale]",
            "#4   ?? at 0xdead  [by link register]",
            "(the stack ends here: libvendor.so has no unwind tables)",
        ],
        new StackText().Lines(Thread));

    [Fact]
    public void Locals_stand_below_their_frame_with_their_types()
    {
        var lines = new StackText(Locals: true).Lines(Thread).ToList();
        Assert.Equal(["        buf = 0x0  (char *)", "        len = 12  (int)", "        at = <optimized out>  (int)"], lines[1..4]);
        Assert.StartsWith("#1 ", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void Registers_come_four_a_line()
    {
        var lines = new StackText(Registers: true).Lines(Thread).ToList();
        Assert.Equal("        rax    0x0                 rip    0x401234            rsp    0x7ffe              r10    0x1", lines[^2]);
        Assert.Equal("        r11    0x2", lines[^1]);
    }

    [Fact]
    public void Frames_of_a_text_have_no_parentheses_of_ours()
    {
        var frame = new TraceFrame { Function = "handler", File = "app.py", Line = 7, Trust = FrameTrust.Text };
        Assert.Equal("#12  handler at app.py:7", StackText.Line(12, frame));
    }

    [Fact]
    public void What_a_device_says_does_not_reach_the_terminal_as_it_is()
    {
        var hostile = new TraceThread
        {
            Name = "a\e[31m",
            End = "x\ry",
            Frames = { new TraceFrame { Function = "f\e]0;title\a", File = "a\nb", Module = "m\t", Variables = { new TraceVariable { Name = "n\e", Type = "t\e", Value = "v\e" } } } },
            Registers = { new TraceRegister { Name = "r\e", Value = "0\e" } },
        };
        var text = string.Concat(new StackText(Locals: true, Registers: true).Lines(hostile).Append(StackText.ThreadLine(hostile, crashed: true)));
        Assert.DoesNotContain(text, char.IsControl);
    }

    [Fact]
    public void A_long_argument_is_cut_in_its_line_and_whole_among_the_locals()
    {
        var value = new string('x', 100);
        var thread = new TraceThread { Frames = { new TraceFrame { Function = "f", Offset = "0x1", Variables = { new TraceVariable { Name = "s", Value = value, IsArgument = true } } } } };
        Assert.Equal([$"#0   f (s={value[..60]}...)", $"        s = {value}"], new StackText(Locals: true).Lines(thread));
    }

    [Fact]
    public void A_thread_without_frames_says_so() => Assert.Equal(["(no frames)"], new StackText().Lines(new TraceThread()));
}
