using Fleet.Api.V1;
using Fleet.EndToEnd.Tests.Agent;
using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Observations;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;
using Fleet.Tests.Shared;

namespace Fleet.EndToEnd.Tests.Traces;

/// <summary>A program crashes under the real agent's handler, and its stack is read: with symbols that were there before, and with symbols that come later.</summary>
public sealed class CoreStoryTests : IDisposable
{
    private const string Serial = "crasher";

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(90);

    /// <summary>From the core's arrival to a stack with lines.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private readonly Toolbox _tools = new();

    public void Dispose() => _tools.Dispose();

    [Fact]
    public async Task A_crash_has_its_line_seconds_after_its_core_came_or_its_symbols()
    {
        using var serverFolder = new TemporaryFolder();
        using var agentFolder = new TemporaryFolder("fd-");
        await using var server = await FleetServer.StartAsync(new FleetServerOptions(serverFolder.Path));
        await using var agent = new FleetAgent(server, Serial, agentFolder.Path, TimeSpan.FromSeconds(30));
        var cli = new FleetCli(server);
        using var api = FleetApi.Grpc(server);
        await agent.StartAsync();
        Build("known", "read_sensor");
        Build("later", "write_valve");
        await cli.ExpectAsync("symbols", "upload", _tools["known"]);

        using (await KernelCores.HandToAsync(Handler(agentFolder.Path)))
        {
            _tools.Run("sh", "-c", "./known; ./later; true");
            await CoreCameAsync(api, agent, "known");
            await Eventually.Holds(Soon, async () => AssertReads(await StackAsync(api, "known"), "read_sensor", 4));
            await IsListedAsync(cli, "known!read_sensor at known.c:4");
            await CoreCameAsync(api, agent, "later");
        }

        await Eventually.Holds(Within, async () =>
        {
            var stack = await StackAsync(api, "later");
            Assert.Equal(TraceState.Done, stack.Summary.State);
            Assert.Contains(stack.Threads[stack.Crashed].Frames[0].BuildId, stack.MissingBuildIds);
            Assert.Empty(stack.Threads[stack.Crashed].Frames[0].Function);
        });
        await cli.ExpectAsync("symbols", "upload", _tools["later"]);
        await Eventually.Holds(Soon, async () => AssertReads(await StackAsync(api, "later"), "write_valve", 4));
        await IsListedAsync(cli, "later!write_valve at later.c:4");

        server.AssertSaysNothingIsWrong();
        await agent.StopAsync();
        await server.StopAsync();
    }

    private static void AssertReads(TraceDetails stack, string function, int line)
    {
        var frames = stack.Threads[stack.Crashed].Frames;
        Assert.Equal((function, line), (frames[0].Function, frames[0].Line));
        Assert.Equal(("main", 7), (frames[1].Function, frames[1].Line));
    }

    private static Task IsListedAsync(FleetCli cli, string title) =>
        Eventually.Holds(Soon, async () => Assert.Contains(title, await cli.ExpectAsync("issues", "list"), StringComparison.Ordinal));

    private void Build(string name, string function)
    {
        _tools.Write($"{name}.c", $$"""
            static int *nowhere;

            __attribute__((noinline)) int {{function}}(int add) {
              return *nowhere + add;
            }

            int main(int count, char **words) { return {{function}}(count) + (words != 0); }
            """);
        _tools.Run("gcc", "-g", "-O1", "-Wl,--build-id", "-o", name, $"{name}.c");
    }

    /// <summary>The kernel gives no environment, and takes no long paths.</summary>
    private static string Handler(string folder)
    {
        var (configuration, handler) = (Path.Combine(folder, "c"), Path.Combine(folder, "h"));
        File.WriteAllText(configuration, $"""
            [device]
            software_type = "e2e"
            software_version = "1.0.0"
            [data]
            directory = "{folder}/data"
            [control]
            socket = "{folder}/control.sock"
            """);
        File.WriteAllText(handler, $"""
            #!/bin/sh
            export DOTNET_ROOT='{Path.GetDirectoryName(Environment.ProcessPath)}'
            exec '{BuiltPrograms.Fleetd}' core --config '{configuration}' "$@"
            """);
        File.SetUnixFileMode(handler, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return $"|{handler} %P %u %g %s %t %c %h %E %I";
    }

    private static Task CoreCameAsync(FleetApi api, FleetAgent agent, string program) => Eventually.Holds(Within, async () =>
    {
        (await agent.SyncAsync()).ExpectSuccess("fleetctl sync");
        var id = (await SummaryAsync(api, program)).Id;
        var cores = await api.Observations.ListObservationsAsync(new ListObservationsRequest { Project = "default", Serial = Serial, Types_ = { ObservationType.Coredump } });
        Assert.Contains(cores.Observations, core => core.Coredump.Id == id);
    });

    private static async Task<TraceSummary> SummaryAsync(FleetApi api, string program)
    {
        var traces = (await api.Traces.ListTracesAsync(new ListTracesRequest { Project = "default", Serial = Serial })).Traces;
        foreach (var trace in traces)
        {
            if ((await api.Traces.GetTraceAsync(new GetTraceRequest { Project = "default", Id = trace.Id })).Trace.Program == program)
            {
                return trace;
            }
        }

        throw new InvalidOperationException($"there is no trace of {program} among {traces.Count}");
    }

    private static async Task<TraceDetails> StackAsync(FleetApi api, string program) =>
        (await api.Traces.GetTraceAsync(new GetTraceRequest { Project = "default", Id = (await SummaryAsync(api, program)).Id })).Trace;
}
