using CsCheck;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using static Fleet.Domain.Tests.Traces.Grouping.Stacks;

namespace Fleet.Domain.Tests.Traces.Grouping;

public sealed class GroupingRulesTests
{
    private static readonly Trace Crash = Native(CrashClass.SegvNull, "libvendor.so!decode", "app!log_fatal", "app!Loop::run", "app!handle", "app!poll", "app!step", "app!main");

    [Theory]
    [InlineData("", "libvendor.so!decode app!log_fatal app!Loop::run")]
    [InlineData("system module libvendor.so", "app!log_fatal app!Loop::run app!handle")]
    [InlineData("app module app", "app!log_fatal app!Loop::run app!handle")]
    [InlineData("app function handle\napp function poll", "app!handle app!poll")]
    [InlineData("skip function log_*\nskip module libvendor*", "app!Loop::run app!handle app!poll")]
    [InlineData("past function Loop::*\nsystem module libvendor.so.*\napp module app", "app!log_fatal app!Loop::run app!handle app!poll")]
    [InlineData("app module libvendor.so # ours, in truth\nsystem module lib*", "libvendor.so!decode")]
    [InlineData("system build-id ab*", "libvendor.so@ab12+100")]
    [InlineData("skip path /build/*", "libvendor.so@ab12+100")]
    public void Rules_say_which_frames_group(string rules, string frames) =>
        Assert.Equal(frames.Split(' '), FramesOf(Crash, rules).Where(f => f != "app" || frames == "app"));

    [Fact]
    public void A_library_of_the_system_can_be_made_the_application_s() =>
        Assert.Equal(["libcurl.so!easy_perform"], FramesOf(Native(CrashClass.SegvNull, "libcurl.so.4!easy_perform"), "app module libcurl.so"));

    [Theory]
    [InlineData("app module", 1, 11, "the rule ends here; a pattern is missing")]
    [InlineData("app", 1, 4, "the rule ends here; module, path, function or build-id and a pattern are missing")]
    [InlineData("# fine\n\n  apps module x", 3, 3, "'apps' is no action: a rule begins with app, system, skip or past")]
    [InlineData("app  modul x", 1, 6, "'modul' is nothing a rule looks at")]
    [InlineData("skip function a b", 1, 17, "'b' is too much: a pattern with blanks is put in double quotes")]
    [InlineData("skip function \"a b", 1, 15, "the quotation mark is not closed")]
    [InlineData("skip function \"a\"b", 1, 18, "a blank is missing")]
    [InlineData("skip function **?*", 1, 15, "the pattern matches everything")]
    public void What_is_wrong_is_told_with_its_place(string text, int line, int column, string problem)
    {
        var error = Assert.Throws<GroupingRulesException>(() => GroupingRules.Parse(text));
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.StartsWith($"line {line}, column {column}: {problem}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_are_bounded_in_number_and_length()
    {
        Assert.Equal(200, GroupingRules.Parse(string.Concat(Enumerable.Repeat("skip module x\n", 200))).All.Count);
        Assert.Equal(201, Assert.Throws<GroupingRulesException>(() => GroupingRules.Parse(string.Concat(Enumerable.Repeat("skip module x\n", 201)))).Line);
        Assert.Throws<GroupingRulesException>(() => GroupingRules.Parse($"skip module {new string('x', 257)}"));
        Assert.Throws<GroupingRulesException>(() => GroupingRules.Parse($"#{new string('x', 70_000)}"));
    }

    [Fact]
    public void A_text_is_rules_or_an_error_with_a_place() => Gen.OneOf(Pick.Of("app ", "skip ", "past", "module ", "function ", "\"", " ", "\n", "#", "*", "x\0", "lib*"), Gen.String[0, 5]).Array[0, 12].Sample(words =>
    {
        try
        {
            GroupingRules.Parse(string.Concat(words));
        }
        catch (GroupingRulesException e)
        {
            Assert.True(e.Line > 0 && e.Column > 0);
        }
    });

    [Fact]
    public void A_preview_shows_what_would_merge_and_split()
    {
        PreviewTrace[] sample =
        [
            new(1, "main", Native(CrashClass.SegvNull, "app!wrap_a", "app!f", "app!x", "app!y")),
            new(2, "main", Native(CrashClass.SegvNull, "app!wrap_b", "app!f", "app!x", "app!y")),
            new(3, "main", Native(CrashClass.SegvNull, "app!dispatch", "app!loop", "app!run", "app!on_key")),
            new(3, "main", Native(CrashClass.SegvNull, "app!dispatch", "app!loop", "app!run", "app!on_timer")),
            new(3, "main", Native(CrashClass.SegvNull, "app!dispatch", "app!loop", "app!run", "app!on_timer")),
            new(4, "main", Native(CrashClass.SegvNull, "app!g")),
        ];
        var preview = RulePreview.Of(sample, GroupingRules.None, GroupingRules.Parse("skip function wrap_*\npast function run"));
        Assert.Equal((6, 5), (preview.Traces, preview.Changed));
        var merge = Assert.Single(preview.Merges);
        Assert.Equal([1L, 2L], merge.Issues);
        Assert.Equal("segv-null in app!f at main.cc:10", merge.Title);
        var split = Assert.Single(preview.Splits);
        Assert.Equal(3, split.Issue);
        Assert.Equal([2, 1], split.Parts.Select(p => p.Traces));
    }

    [Fact]
    public void The_same_rules_change_nothing() => Pick.Of("app!a", "app!b", "libacme.so!c", "libc.so.6!raise").Array[0, 4].Array[0, 8].Sample(stacks =>
    {
        var preview = RulePreview.Of(stacks.Select((s, i) => new PreviewTrace(i % 3, "main", Native(CrashClass.Abort, s))), GroupingRules.None, GroupingRules.Parse("# nothing"));
        Assert.Equal((stacks.Length, 0, 0, 0), (preview.Traces, preview.Changed, preview.Merges.Count, preview.Splits.Count));
    });
}
