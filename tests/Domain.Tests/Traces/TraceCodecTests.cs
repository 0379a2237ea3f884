using CsCheck;
using Fleet.Domain.Traces;

namespace Fleet.Domain.Tests.Traces;

public sealed class TraceCodecTests
{
    private static readonly TraceFrame Scanned =
        new("", "", 0x1000, "", "", 0, IsInlined: false, TraceTrust.Scan) { Variables = [new TraceVariable("n", "int", "-1", IsArgument: true), new TraceVariable("s", "int", "2", IsArgument: false)] };

    private static readonly Trace Small = new()
    {
        Language = TraceLanguage.Native,
        Class = CrashClass.SegvNull,
        Program = "app",
        Signal = 11,
        Code = 1,
        FaultAddress = 8,
        Message = "m",
        Crashed = 0,
        MissingBuildIds = ["cd"],
        Threads =
        [
            new TraceThread(7, "t", [new TraceFrame("app", "ab", 16, "run", "a.c", 3, IsInlined: true, TraceTrust.Cfi), Scanned], "end") { Registers = [new TraceRegister("rip", 0x1010)] },
        ],
        Modules = [new TraceModule("/bin/app", "ab", 0x1000, 0x200, TraceModuleFiles.Executable)],
        Log = [new TraceLogLine(5, 3, "app", "no sensor")],
    };

    [Fact]
    public void A_stored_trace_is_read_as_it_was() => TraceGen.Any.Sample(trace => AssertSame(trace, RoundTrip(trace)));

    /// <summary>Stored bytes are never read otherwise: these were written by the first version.</summary>
    [Fact]
    public void The_first_version_s_bytes_are_read() => Assert.Equal(
        "9E00A9736567762D6E756C6CA36170700B0108A16D0091A263649CA0A82F62696E2F617070A26162A3726970A372756EA3612E63A3617070A16EA3696E74A22D31A173A132920602950102CD1000CD020001919607A174A3656E649C01100405030300CD10000000000A9203CD10109A01070809C3010A080BC2940503A3617070A96E6F2073656E736F72",
        Convert.ToHexString(TraceCodec.Encode(Small).Payload));

    [Fact]
    public void A_hundred_threads_in_the_same_code_take_little_more_than_their_offsets()
    {
        var frames = Enumerable.Range(0, 30).Select(i => new TraceFrame("libapplication.so.1", new string('a', 40), (ulong)i * 977, $"app::scope::function{i % 10}", "/build/source/application/file.cpp", i, IsInlined: false, TraceTrust.Cfi)).ToArray();
        var (_, payload) = TraceCodec.Encode(Small with { Threads = [.. Enumerable.Range(0, 100).Select(i => new TraceThread(i, "worker", frames))] });
        Assert.InRange(payload.Length, 1, 2_000);
    }

    [Fact]
    public void Damage_is_told_and_nothing_else_happens() => Gen.Select(TraceGen.Any, Gen.Int, Gen.Byte, Gen.Int[0, 3]).Sample((trace, at, value, kind) =>
    {
        var (format, payload) = TraceCodec.Encode(trace);
        var bytes = payload.ToArray();
        var place = (int)((uint)at % (uint)bytes.Length);
        bytes[place] = value;
        bytes = kind == 0 ? bytes[..place] : kind == 1 ? [.. bytes[..place], value, .. bytes[place..]] : bytes;
        try
        {
            TraceCodec.Decode(kind == 3 ? 3 - format : format, bytes);
        }
        catch (InvalidDataException)
        {
            // As promised.
        }
    });

    [Theory]
    [InlineData("9E00A161A0000000A00090DDFFFFFFFF")] // Four thousand million texts.
    [InlineData("9E00A161A0000000A0009091A0909000")]
    [InlineData("9E00A161A0000000A0009091A0920505")] // A text that is not there.
    public void A_count_that_the_bytes_do_not_bear_out_is_refused(string hex) =>
        Assert.Throws<InvalidDataException>(() => TraceCodec.Decode(TraceCodec.PlainFormat, Convert.FromHexString(hex)));

    [Fact]
    public void Variables_of_frames_out_of_order_and_values_beyond_their_bound_are_refused()
    {
        var long1 = Scanned with { Variables = [new TraceVariable("n", "int", new string('x', TraceLimits.MaxVariableValue + 1), IsArgument: false)] };
        Assert.Contains("no text of at most 1024", Assert.Throws<InvalidDataException>(() => RoundTrip(Small with { Threads = [new TraceThread(1, "", [long1])] })).Message, StringComparison.Ordinal);

        var (_, payload) = TraceCodec.Encode(Small);
        var bytes = payload.ToArray();
        var first = bytes.Length - 10 - 17; // The log is behind it, of 17 bytes. The frame of the first variable, five bytes before that of the second.
        bytes[first + 5] = 0;
        Assert.Contains("a variable of frame 0 behind those of frame 1", Assert.Throws<InvalidDataException>(() => TraceCodec.Decode(TraceCodec.PlainFormat, bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_variables_than_a_trace_may_have_are_refused()
    {
        var frame = Scanned with { Variables = [.. Enumerable.Repeat(Scanned.Variables[0], 20_000)] };
        Assert.Contains("at most 12768 are allowed", Assert.Throws<InvalidDataException>(() => RoundTrip(Small with { Threads = [new TraceThread(1, "", [frame]), new TraceThread(2, "", [frame])] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_format_of_the_future_is_named() =>
        Assert.Contains("trace format 3 is not known", Assert.Throws<InvalidDataException>(() => TraceCodec.Decode(3, new byte[4])).Message, StringComparison.Ordinal);

    private static Trace RoundTrip(Trace trace)
    {
        var (format, payload) = TraceCodec.Encode(trace);
        return TraceCodec.Decode(format, payload);
    }

    private static void AssertSame(Trace expected, Trace actual)
    {
        Assert.Equal(Bare(expected), Bare(actual));
        Assert.Equal(expected.Modules, actual.Modules);
        Assert.Equal(expected.Log, actual.Log);
        Assert.Equal(expected.MissingBuildIds, actual.MissingBuildIds);
        Assert.Equal(expected.Threads.Select(t => (t.Id, t.Name, t.End)), actual.Threads.Select(t => (t.Id, t.Name, t.End)));
        Assert.Equal(expected.Threads.Select(t => t.Registers), actual.Threads.Select(t => t.Registers));
        Assert.Equal(expected.Threads.SelectMany(t => t.Frames).Select(f => f with { Variables = [] }), actual.Threads.SelectMany(t => t.Frames).Select(f => f with { Variables = [] }));
        Assert.Equal(expected.Threads.SelectMany(t => t.Frames).Select(f => f.Variables), actual.Threads.SelectMany(t => t.Frames).Select(f => f.Variables));
    }

    private static Trace Bare(Trace trace) => trace with { Threads = [], MissingBuildIds = [], Modules = [], Log = [] };
}
