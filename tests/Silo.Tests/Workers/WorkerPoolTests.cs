using System.Diagnostics;
using Fleet.Domain.Traces;
using Fleet.Grains.Symbolication;
using Fleet.Silo.Workers;
using Fleet.Silo.Workers.Sandbox;
using Trace = Fleet.Domain.Traces.Trace;

namespace Fleet.Silo.Tests.Workers;

/// <summary>Real processes: those of the product, and some that misbehave in each way that a worker may.</summary>
public sealed class WorkerPoolTests(CrashedProgram crashed)
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_core_becomes_a_trace_with_function_and_line_once_there_are_symbols()
    {
        await using var test = new TestPool(HostileWorker.Real);
        var core = await test.AddBlobAsync(crashed.Core);
        var without = Trace(await test.Pool.ProcessCoreAsync(TestPool.Project, Guid.NewGuid(), core, None));
        Assert.Equal(("reach", ""), (without.CrashedFrames[0].Module, without.CrashedFrames[0].Function));
        Assert.Contains(without.CrashedFrames[0].BuildId, without.MissingBuildIds);

        await test.AddSymbolsAsync(crashed.Program);
        var with = Trace(await test.Pool.ProcessCoreAsync(TestPool.Project, Guid.NewGuid(), core, None));
        Assert.Equal(("reach", CrashedProgram.Line, CrashClass.SegvNull), (with.CrashedFrames[0].Function, with.CrashedFrames[0].Line, with.Class));
        Assert.DoesNotContain(with.CrashedFrames[0].BuildId, with.MissingBuildIds);
        Assert.Equal("main", with.CrashedFrames[1].Function);
        Assert.Equal(("add", "1"), (with.CrashedFrames[0].Variables[0].Name, with.CrashedFrames[0].Variables[0].Value));
        Assert.Equal(1, test.Pool.StartedWorkers);

        var summary = without with { Threads = [without.Threads[0] with { Frames = [.. without.CrashedFrames.Take(1)] }] };
        var named = Trace(await test.Pool.ProcessSummaryAsync(TestPool.Project, summary, None));
        Assert.Equal(("reach", CrashedProgram.Line), (named.CrashedFrames[0].Function, named.CrashedFrames[0].Line));
    }

    [Fact]
    public async Task What_is_no_core_is_refused_and_what_is_not_there_is_gone()
    {
        await using var test = new TestPool(HostileWorker.Real);
        var source = await test.AddBlobAsync(crashed.Program);
        var refused = Assert.IsType<SymbolicationOutcome.Refused>(await test.Pool.ProcessCoreAsync(TestPool.Project, Guid.NewGuid(), source, None));
        Assert.Contains("no core", refused.Reason, StringComparison.Ordinal);
        Assert.IsType<SymbolicationOutcome.Gone>(await test.Pool.ProcessCoreAsync("other", Guid.NewGuid(), source, None));
    }

    [Theory]
    [InlineData("hang", SymbolicationFailure.Time, "it took more than 1 s")]
    [InlineData("spin", SymbolicationFailure.Time, "it took more than 1 s")]
    [InlineData("eat", SymbolicationFailure.Memory, "MiB of memory")]
    [InlineData("crash", SymbolicationFailure.Crash, "it ended with")]
    [InlineData("exit", SymbolicationFailure.Crash, "it ended with code 9: nothing good")]
    [InlineData("garbage", SymbolicationFailure.Answer, "a message of 2147483647 bytes")]
    [InlineData("bomb", SymbolicationFailure.Answer, "a stored trace")]
    [InlineData("ask", SymbolicationFailure.Answer, "it asked for more than")]
    [InlineData("path", SymbolicationFailure.Answer, "it asked for a file that is none")]
    public async Task A_worker_that_misbehaves_costs_its_core_and_nothing_else(string mode, SymbolicationFailure cause, string reason)
    {
        await using var test = new TestPool(mode, options => options with
        {
            MaxTime = TimeSpan.FromSeconds(mode is "hang" or "spin" ? 1 : 60),
            MaxMemoryBytes = mode == "eat" ? SymbolicationOptions.LeastMemoryBytes : SymbolicationOptions.DefaultMemoryBytes,
        });
        var core = await test.AddBlobAsync(crashed.Core);
        var failed = Assert.IsType<SymbolicationOutcome.Failed>(await test.Pool.ProcessCoreAsync(TestPool.Project, Guid.NewGuid(), core, None));
        Assert.Equal(cause, failed.Cause);
        Assert.Contains(reason, failed.Reason, StringComparison.Ordinal);

        // The next gets a worker of its own.
        Assert.IsType<SymbolicationOutcome.Failed>(await test.Pool.ProcessCoreAsync(TestPool.Project, Guid.NewGuid(), core, None));
        Assert.Equal(2, test.Pool.StartedWorkers);
    }

    [Fact]
    public async Task Time_of_processors_is_bounded_beside_that_of_the_clock()
    {
        await using var test = new TestPool("spin", options => options with { MaxProcessorTime = TimeSpan.FromMilliseconds(500) });
        var core = await test.AddBlobAsync(crashed.Core);
        var failed = Assert.IsType<SymbolicationOutcome.Failed>(await test.Pool.ProcessCoreAsync(TestPool.Project, Guid.NewGuid(), core, None));
        Assert.Equal((SymbolicationFailure.Time, "it took more time of processors than a core may have"), (failed.Cause, failed.Reason));
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_is_no_fault_of_the_core()
    {
        await using var test = new TestPool("", options => options with { Command = ["/no/such/program"] });
        var core = await test.AddBlobAsync(crashed.Core);
        var failed = Assert.IsType<SymbolicationOutcome.Failed>(await test.Pool.ProcessCoreAsync(TestPool.Project, Guid.NewGuid(), core, None));
        Assert.Equal(SymbolicationFailure.Unavailable, failed.Cause);
    }

    [Fact]
    public async Task A_worker_is_replaced_after_as_many_cores_as_one_may_have()
    {
        await using var test = new TestPool(HostileWorker.Real, options => options with { CoresPerWorker = 2 });
        var core = await test.AddBlobAsync(crashed.Core);
        for (var i = 0; i < 3; i++)
        {
            Trace(await test.Pool.ProcessCoreAsync(TestPool.Project, Guid.NewGuid(), core, None));
        }

        Assert.Equal(2, test.Pool.StartedWorkers);
    }

    [Fact]
    public async Task From_within_the_sandbox_there_is_no_network_no_other_file_and_no_other_program()
    {
        await using var test = new TestPool(HostileWorker.Probe, TestPool.WithTables);
        var core = await test.AddBlobAsync(crashed.Core);
        var told = Assert.IsType<SymbolicationOutcome.Refused>(await test.Pool.ProcessCoreAsync(TestPool.Project, Guid.NewGuid(), core, None));
        var parts = test.Pool.Sandbox;
        Assert.Equal(SandboxParts.Limits | SandboxParts.NoNewPrivileges, parts & (SandboxParts.Limits | SandboxParts.NoNewPrivileges));
        var lines = told.Reason.Split('\n').Select(line => line.Split(": ")).ToDictionary(line => line[0], line => line[1]);
        Assert.All(["read the core", "write a temporary file", "start a thread", "read tables"], what => Assert.Equal("allowed", lines[what]));
        Assert.Equal(Landlock.Version > 0, parts.HasFlag(SandboxParts.Landlock));
        if (parts.HasFlag(SandboxParts.Landlock))
        {
            Assert.All(
                ["read /etc/passwd", "read the parent's environment", "write beside the cores", "write tables", "write over the core", "list /"],
                what => Assert.True(lines[what] == "refused", $"{what}: {lines[what]}"));
        }

        if (parts.HasFlag(SandboxParts.Seccomp))
        {
            Assert.All(
                ["open a socket", "open a Unix socket", "start a program", "become a program", "trace the parent", "signal the parent"],
                what => Assert.True(lines[what] == "refused", $"{what}: {lines[what]}"));
        }
    }

    [Fact]
    public async Task Of_a_large_file_tables_are_made_after_its_first_core_and_the_next_worker_has_them()
    {
        await using var test = new TestPool(HostileWorker.Real, TestPool.WithTables);
        var core = await test.AddBlobAsync(crashed.LargeCore);
        await test.AddSymbolsAsync(crashed.LargeProgram);
        var without = Trace(await test.Pool.ProcessCoreAsync(TestPool.Project, Guid.NewGuid(), core, None));
        Assert.Equal(("reach", CrashedProgram.Line), (without.CrashedFrames[0].Function, without.CrashedFrames[0].Line));
        var waited = Stopwatch.StartNew();
        while (test.Pool.TablesMade == 0)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), "no tables were made");
            await Task.Delay(20, None);
        }

        Assert.Single(Directory.GetFiles(test.Options.TableFolder!, "*.tables"));
        Assert.Equivalent(without, Trace(await test.Pool.ProcessCoreAsync(TestPool.Project, Guid.NewGuid(), core, None)), strict: true);

        // One that read the first core, one that made tables, one that reads with them.
        Assert.Equal(3, test.Pool.StartedWorkers);
    }

    [Fact]
    public async Task A_worker_whose_silo_is_gone_ends_in_the_middle_of_a_core()
    {
        await using var test = new TestPool(HostileWorker.Real);
        Directory.CreateDirectory(test.BlobFolder);
        Directory.CreateDirectory(test.Options.WorkFolder);
        using var process = Process.Start(WorkerCommand.Start(test.Options, test.BlobFolder, test.Options.WorkFolder))!;
        var pipe = new WorkerPipe(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);
        Assert.Equal(WorkerMessageKind.Ready, (await pipe.ReceiveAsync(None))!.Value.Kind);
        var blob = await test.AddBlobAsync(crashed.Core);
        await pipe.SendAsync(WorkerMessage.Core(await test.PathOfAsync(blob)), None);
        Assert.Equal(WorkerMessageKind.Find, (await pipe.ReceiveAsync(None))!.Value.Kind);

        process.StandardInput.Close();
        await process.WaitForExitAsync(None).WaitAsync(TimeSpan.FromSeconds(30), None);
        Assert.Equal(0, process.ExitCode);
    }

    private static Trace Trace(SymbolicationOutcome outcome) =>
        outcome is SymbolicationOutcome.Symbolicated done ? done.Trace : throw new InvalidOperationException(outcome.ToString());
}
