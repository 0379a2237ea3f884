using CsCheck;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using static Fleet.Domain.Tests.Traces.Grouping.Stacks;

namespace Fleet.Domain.Tests.Traces.Grouping;

/// <summary>Traces of one bug have one signature, those of two have two.</summary>
public sealed class TraceSignaturesTests
{
    private static readonly string[] Names = ["app!a", "app!b", "app!c", "libacme.so!d", "libacme.so!e"];

    private static readonly Gen<string> Noise = Pick.Of(
        "libc.so.6!__GI_raise", "libc.so.6!abort", "libstdc++.so.6!std::terminate()", "app!std::vector<int>::at(unsigned long)", "app!core::panicking::panic_fmt", "app!memcpy", "libglib-2.0.so.0!g_main_loop_run", "app!__memmove_avx_unaligned_erms", "ld-linux.so.2!_dl_start");

    private static readonly Gen<string> Clone = Pick.Of("", ".constprop.0", ".isra.0", ".part.1", ".cold", "(int, char)", "<int>(std::map<int, int>)");

    /// <summary>Stored on every trace: a change of any is a change of <see cref="TraceSignatures.Algorithm"/>.</summary>
    [Theory]
    [InlineData("", "app!app::run", "main\nL2\nsegv-null\napp!app::run\n")]
    [InlineData("app module other", "app!app::run", "main\nL2-foreign\nsegv-null\napp!app::run\n")]
    [InlineData("", "libc.so.6!raise", "main\nL2-exact\nsegv-null\napp\nlibc.so@ab12+100\n")]
    [InlineData("", "app@cd34+12ff", "main\nL2\nsegv-null\napp@cd34+12ff\n")]
    public void The_text_of_a_signature_is_for_ever(string rules, string frame, string text) => Assert.Equal(text, SignaturesOf(Native(CrashClass.SegvNull, frame), rules).Text);

    /// <summary>From <c>sha256sum</c> of the texts.</summary>
    [Fact]
    public void The_hash_of_a_signature_is_for_ever()
    {
        var set = SignaturesOf(Native(CrashClass.SegvNull, "app!app::run", "app!main"));
        Assert.Equal(
            ["1-f9eb83cb912d70d977863b96c247e7b8", "1-08befb7146be85dce7e1ef54f4a33308", "1-b6ee83c9d38997defde0517f9047b61c", "1-9d3323432259eabcc4b8327e674d54b9"],
            [set.Exact.ToString(), set.Top.ToString(), set.Key.ToString(), set.Full.ToString()]);
    }

    [Fact]
    public void A_signature_is_read_as_it_is_written() => Gen.Select(Gen.Int[1, 1_000], Gen.ULong, Gen.ULong).Sample((algorithm, high, low) =>
    {
        var signature = new Signature(algorithm, new UInt128(high, low));
        Assert.True(Signature.TryParse(signature.ToString(), out var read));
        Assert.Equal(signature, read);
    });

    [Theory]
    [InlineData("")]
    [InlineData("1-")]
    [InlineData("-00000000000000000000000000000000")]
    [InlineData("1-0000000000000000000000000000000g")]
    [InlineData("x-00000000000000000000000000000000")]
    public void What_is_no_signature_is_refused(string text) => Assert.False(Signature.TryParse(text, out _));

    [Fact]
    public void Noise_makes_no_difference() => Gen.Select(Pick.Of(Names).Array[1, 6], Noise.Array[0, 3].Array[7], Clone.Array[6], Gen.ULong, Gen.Int[0, 9_999]).Sample((names, noise, clones, offset, line) =>
    {
        var plain = SignaturesOf(Native(CrashClass.SegvNull, names));
        var frames = names.SelectMany((name, i) => noise[i].Append($"{name}{(i < clones.Length ? clones[i] : "")}")).Concat(noise[6]).Select(Frame)
            .Select((f, i) => f with { Offset = offset + (ulong)i, Line = line, BuildId = $"{i:x4}", File = $"/other{i}.cc", Module = f.Module == "libacme.so" ? "/opt/lib/libacme.so.1.2" : f.Module }).ToArray();
        var noisy = SignaturesOf(Native(CrashClass.SegvNull) with { Threads = [new TraceThread(1, "x", frames)] });
        Assert.Equal((plain.Top, plain.Key, plain.Full, plain.Text), (noisy.Top, noisy.Key, noisy.Full, noisy.Text));
    });

    [Fact]
    public void The_depth_of_recursion_makes_no_difference() => Gen.Select(Gen.Int[1, 80], Gen.Int[1, 80], Gen.Int[1, 3]).Sample((one, other, period) =>
    {
        Assert.Equal(Of(one), Of(other));

        (Signature?, Signature, Signature?) Of(int depth)
        {
            var set = SignaturesOf(Native(CrashClass.SegvWild, ["app!leaf", .. Enumerable.Repeat(Names[..period], depth).SelectMany(n => n), "app!main"]));
            return (set.Top, set.Key, set.Full);
        }
    });

    [Fact]
    public void Where_in_its_cycle_a_stack_ran_out_makes_no_difference() => Gen.Select(Gen.Int[2, 60], Gen.Int[0, 3], Pick.Of("app!leaf", "app!other", "libc.so.6!malloc"), Gen.Bool).Sample((depth, phase, leaf, isCut) =>
    {
        var cycle = Enumerable.Repeat(Names[..4], depth + 2).SelectMany(n => n).Skip(phase).ToArray();
        var trace = Native(CrashClass.StackOverflow, [leaf, .. cycle, .. isCut ? Array.Empty<string>() : ["app!main"]]);
        Assert.Equal(["app!a", "app!b", "app!c"], FramesOf(trace));
    });

    [Fact]
    public void Different_functions_programs_classes_and_software_types_are_different_issues()
    {
        Signature[] all =
        [
            KeyOf("app!a", "app!b", "app!c"), KeyOf("app!a", "app!b", "app!d"), KeyOf("app!b", "app!a", "app!c"), KeyOf("other!a", "app!b", "app!c"), KeyOf("app!a", "app!b"),
            SignaturesOf(Native(CrashClass.SegvWild, "app!a", "app!b", "app!c")).Key,
            TraceSignatures.Of(Native(CrashClass.SegvNull, "app!a", "app!b", "app!c"), "bootloader", GroupingRules.None).Key,
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void Beyond_the_third_frame_callers_do_not_matter_but_to_the_finest_level()
    {
        var (one, other) = (SignaturesOf(Native(CrashClass.Abort, "app!a", "app!b", "app!c", "app!x")), SignaturesOf(Native(CrashClass.Abort, "app!a", "app!b", "app!c", "app!y")));
        Assert.Equal((one.Top, one.Key), (other.Top, other.Key));
        Assert.NotEqual(one.Full, other.Full);
    }

    [Fact]
    public void Frames_that_were_scanned_for_count_only_where_there_is_nothing_better()
    {
        // The stack broke in the system's code: the scan found the application.
        Assert.Equal(["app!a", "app!b"], FramesOf(Native(CrashClass.Abort, "libc.so.6!raise", "?app!a", "app!b")));

        // It broke behind the application's own frame: what the scan found may be of earlier calls.
        Assert.Equal(["app!a"], FramesOf(Native(CrashClass.Abort, "app!a", "?app!stale", "app!stale_caller")));
    }

    [Fact]
    public void Without_a_frame_of_the_application_there_is_not_one_bucket_for_all()
    {
        var foreign = SignaturesOf(Native(CrashClass.SegvNull, "libc.so.6!memcpy", "libvendor.so!decode"), "app module app");
        var system = SignaturesOf(Native(CrashClass.SegvNull, "libc.so.6!memcpy"));
        var elsewhere = SignaturesOf(Native(CrashClass.SegvNull, "libc.so.6@ab12+200"));
        var nowhere = SignaturesOf(Native(CrashClass.SegvNull));
        var otherProgram = SignaturesOf(Native(CrashClass.SegvNull) with { Program = "other" });
        Assert.Equal(5, new[] { foreign.Key, system.Key, elsewhere.Key, nowhere.Key, otherProgram.Key }.Distinct().Count());
        Assert.Equal([false, true, true, false], new[] { foreign, system, elsewhere, nowhere }.Select(s => s.IsPlaceholder));
    }

    [Fact]
    public void A_jump_to_nowhere_is_grouped_by_who_jumped() =>
        Assert.Equal(["app!dispatch", "app!main"], FramesOf(Native(CrashClass.SegvExec, "@+dead0000", "app!dispatch", "app!main")));

    [Fact]
    public void What_a_name_holds_cannot_end_its_line() =>
        Assert.NotEqual(KeyOf("app!a", "app!b"), SignaturesOf(Native(CrashClass.SegvNull) with { Language = TraceLanguage.Other, Threads = [new TraceThread(1, "", [TraceFrame.OfText("a\napp!b", "", 0, "app")])] }).Key);

    [Fact]
    public void Any_trace_has_signatures_that_are_always_the_same() => TraceGen.Any.Sample(trace =>
    {
        var (format, payload) = TraceCodec.Encode(trace);
        var (one, again) = (TraceSignatures.Of(trace, "main", GroupingRules.None), TraceSignatures.Of(TraceCodec.Decode(format, payload), "main", GroupingRules.None));
        Assert.Equal(one, again);
    });
}
