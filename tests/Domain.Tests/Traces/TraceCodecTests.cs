using CsCheck;
using Fleet.Domain.Traces;

namespace Fleet.Domain.Tests.Traces;

public sealed class TraceCodecTests
{
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
            new TraceThread(7, "t", [new TraceFrame("app", "ab", 16, "run", "a.c", 3, IsInlined: true, TraceTrust.Cfi), new TraceFrame("", "", 0x1000, "", "", 0, IsInlined: false, TraceTrust.Scan)], "end"),
        ],
    };

    [Fact]
    public void A_stored_trace_is_read_as_it_was() => TraceGen.Any.Sample(trace => AssertSame(trace, RoundTrip(trace)));

    /// <summary>Stored bytes are never read otherwise: these were written by the first version.</summary>
    [Fact]
    public void The_first_version_s_bytes_are_read() => Assert.Equal(
        "9C00A9736567762D6E756C6CA36170700B0108A16D0091A2636495A0A372756EA3612E63A3617070A26162920304919407A174A3656E649C01100102030300CD10000000000A",
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
    [InlineData("9C00A161A0000000A00090DDFFFFFFFF")] // Four thousand million texts.
    [InlineData("9C00A161A0000000A0009091A09000")]
    [InlineData("9C00A161A0000000A0009091A0920505")] // A text that is not there.
    public void A_count_that_the_bytes_do_not_bear_out_is_refused(string hex) =>
        Assert.Throws<InvalidDataException>(() => TraceCodec.Decode(TraceCodec.PlainFormat, Convert.FromHexString(hex)));

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
        Assert.Equal(expected with { Threads = [], MissingBuildIds = [] }, actual with { Threads = [], MissingBuildIds = [] });
        Assert.Equal(expected.MissingBuildIds, actual.MissingBuildIds);
        Assert.Equal(expected.Threads.Select(t => (t.Id, t.Name, t.End)), actual.Threads.Select(t => (t.Id, t.Name, t.End)));
        Assert.Equal(expected.Threads.SelectMany(t => t.Frames), actual.Threads.SelectMany(t => t.Frames));
    }
}
