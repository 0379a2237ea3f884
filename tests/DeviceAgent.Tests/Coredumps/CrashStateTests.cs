using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Coredumps;

namespace Fleet.DeviceAgent.Tests.Coredumps;

/// <summary>What handlers and daemon share on disk.</summary>
public sealed class CrashStateTests : IDisposable
{
    private static readonly Guid Boot = Guid.NewGuid();

    private readonly TempDirectory _directory = new();
    private readonly CrashFolder _folder;

    public CrashStateTests()
    {
        _folder = CrashFolder.Under(_directory.Path);
        _folder.Make();
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Marks_of_many_at_once_are_all_there_and_taken_once()
    {
        var taken = 0L;
        Parallel.For(0, 8, worker =>
        {
            for (var i = 0; i < 200; i++)
            {
                Assert.True(HandlerMarks.TryAppend(_folder.Marks, new HandlerMark(1, Boot, i, i, $"app {worker}")));
                if (i % 50 == 0)
                {
                    HandlerMarks.Take(_folder.Marks, (marks, _) => Interlocked.Add(ref taken, marks.Sum(mark => mark.Count)));
                }
            }
        });
        HandlerMarks.Take(_folder.Marks, (marks, _) => taken += marks.Sum(mark => mark.Count));
        Assert.Equal(8 * 200, taken);
        HandlerMarks.Take(_folder.Marks, (_, _) => Assert.Fail("they were taken"));
    }

    [Fact]
    public void Marks_that_nobody_takes_are_added_up_and_stay_small()
    {
        const int crashes = 12_000;
        for (var i = 0; i < crashes; i++)
        {
            HandlerMarks.TryAppend(_folder.Marks, new HandlerMark(1, Boot, i, i, $"app{i % 3}"));
        }

        HandlerMarks.TryAppendEvicted(_folder.Marks, 4);
        Assert.InRange(new FileInfo(_folder.Marks).Length, 1, HandlerMarks.MaxBytes + 1024);
        HandlerMarks.Take(_folder.Marks, (marks, evicted) =>
        {
            Assert.Equal(crashes, marks.Sum(mark => mark.Count));
            Assert.Equal(crashes - 1, marks.Max(mark => mark.UptimeMs));
            Assert.Equal(4, evicted);
        });
    }

    [Fact]
    public void A_mark_that_a_power_cut_tore_costs_only_itself()
    {
        HandlerMarks.TryAppend(_folder.Marks, new HandlerMark(1, Boot, 1, 2, "a program"));
        File.AppendAllText(_folder.Marks, "C 1 5\n\0\0\0\nC x y z\n");
        HandlerMarks.TryAppend(_folder.Marks, new HandlerMark(1, Boot, 3, 4, "b"));
        HandlerMarks.Take(_folder.Marks, (marks, _) => Assert.Equal(["a program", "b"], marks.Select(mark => mark.Program)));
    }

    [Fact]
    public void A_program_has_so_many_cores_and_summaries_in_an_hour()
    {
        var granted = Enumerable.Range(0, 100).Select(i => CrashRate.Use(_folder, "app", wantsCore: true, 5, 1_000_000 + i)).ToList();
        Assert.Equal(5, granted.Count(one => one.Core));
        Assert.Equal(CrashRate.SummariesPerHour, granted.Count(one => one.Summary));
        Assert.Equal((true, true), CrashRate.Use(_folder, "other", wantsCore: true, 5, 1_000_000));
        Assert.Equal((true, false), CrashRate.Use(_folder, "third", wantsCore: false, 5, 1_000_000));
        Assert.Equal((true, true), CrashRate.Use(_folder, "app", wantsCore: true, 5, 1_000_000 + 3_600_000));
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_close_the_rate_for_ever()
    {
        for (var i = 0; i < 10; i++)
        {
            CrashRate.Use(_folder, "app", wantsCore: true, 5, 2_000_000_000);
        }

        Assert.Equal((true, true), CrashRate.Use(_folder, "app", wantsCore: true, 5, 1000));
    }

    [Fact]
    public void Rates_of_many_programs_stay_bounded()
    {
        for (var i = 0; i < 400; i++)
        {
            CrashRate.Use(_folder, $"app{i}", wantsCore: true, 5, 1_000_000 + i);
        }

        Assert.InRange(File.ReadAllLines(_folder.Rate).Length, 200, 256);
    }

    [Fact]
    public void The_oldest_cores_that_the_server_knows_go_first_when_room_is_short()
    {
        var ids = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).ToArray();
        for (var i = 0; i < ids.Length; i++)
        {
            File.WriteAllBytes(_folder.Core(ids[i]), new byte[1000]);
            File.SetLastWriteTimeUtc(_folder.Core(ids[i]), DateTime.UnixEpoch.AddHours(i));
        }

        // The oldest is not told yet.
        File.WriteAllText(_folder.Told(ids[1]), "");
        File.WriteAllText(_folder.Told(ids[2]), "");
        Assert.Equal(0, CoreBudget.Enforce(_folder, 4000));
        Assert.Equal(1, CoreBudget.Enforce(_folder, 3500));
        Assert.False(File.Exists(_folder.Core(ids[1])));
        Assert.False(File.Exists(_folder.Told(ids[1])));
        Assert.Equal(2, CoreBudget.Enforce(_folder, 1500, latest: ids[3]));
        Assert.Equal(ids[3], Assert.Single(_folder.Cores()).Id);
    }

    [Theory]
    [InlineData(new string[0], true)]
    [InlineData(new[] { "app-*" }, true)]
    [InlineData(new[] { "bash" }, false)]
    [InlineData(new[] { "!app-?" }, false)]
    [InlineData(new[] { "app-*", "!/opt/*" }, false)]
    [InlineData(new[] { "/opt/*/app-x", "!bash" }, true)]
    public void Globs_say_which_programs_cores_are_kept(string[] globs, bool expected) =>
        Assert.Equal(expected, ProgramFilter.Allows(globs, "app-x", "/opt/vendor/app-x"));

    [Fact]
    public void What_the_kernel_says_is_read_and_anything_else_refused()
    {
        Assert.Equal(new CoreArguments(12, 11, "/usr/bin/a b", 13), CoreArguments.Parse(["12", "0", "0", "11", "1700000000", "0", "host", "!usr!bin!a b", "13"]));
        Assert.Equal(new CoreArguments(12, 6, "", 12), CoreArguments.Parse(["12", "0", "0", "6"]));
        Assert.Null(CoreArguments.Parse(["12", "0", "0"]));
        Assert.Null(CoreArguments.Parse(["x", "0", "0", "11"]));
        Assert.Null(CoreArguments.Parse(["12", "0", "0", "1000"]));
    }

    [Fact]
    public void Settings_are_read_and_their_mistakes_named()
    {
        var file = _directory["fleetd.toml"];
        File.WriteAllText(file, """
            [coredump]
            strategy = "full"
            stack_bytes = "64KiB"
            max_size = "8MiB"
            rate = 2
            programs = ["app", "!bash"]
            timeout = "10s"
            """);
        var draft = new ConfigurationDraft();
        Assert.Empty(ConfigurationFile.Read(file, draft));
        Assert.Equal((CoreStrategy.Full, 64 * 1024, 8 << 20, 2, TimeSpan.FromSeconds(10)),
            (draft.Coredump.Strategy, draft.Coredump.StackBytes, draft.Coredump.MaxCoreBytes, draft.Coredump.CoresPerHour, draft.Coredump.Timeout));
        Assert.Equal(["app", "!bash"], draft.Coredump.Programs);

        File.WriteAllText(file, "[coredump]\nstrategy = \"all\"\nstack_bytes = \"1KiB\"\nrate = -1\nprograms = [\"!\"]\n");
        Assert.Equal(4, ConfigurationFile.Read(file, draft).Count);
    }

    [Fact]
    public void The_pattern_fits_what_the_kernel_takes()
    {
        var pattern = CorePattern.Of("/usr/bin/fleetd", []);
        Assert.Equal("|/usr/bin/fleetd core %P %u %g %s %t %c %h %E %I", pattern);
        Assert.Null(CorePattern.Check(pattern));
        Assert.NotNull(CorePattern.Check(CorePattern.Of("/usr/bin/fleetd", ["--config", new string('x', 100)])));
        Assert.Contains("kernel.core_pipe_limit = ", CorePattern.Sysctl(pattern), StringComparison.Ordinal);
    }
}
