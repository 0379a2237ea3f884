using System.Text;
using Fleet.DeviceAgent.Commands;
using Fleet.DeviceAgent.Commands.Verbs;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Recordings;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Traces;

namespace Fleet.DeviceAgent.Tests;

/// <summary>What programs on the device hand over by <c>fleetctl</c> and the control socket.</summary>
public sealed class ApplicationTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_failure_with_its_stack_is_on_the_server_as_it_was_said()
    {
        using var agent = await StartAsync();
        var stack = "Traceback (most recent call last):\n  File \"pump.py\", line 7, in main\nValueError: no such valve: Köln\n";
        await File.WriteAllTextAsync(_directory["stack"], stack);
        await GoodAsync(agent, "trace", "ValueError", "--message", "no such valve: Köln", "--stack", _directory["stack"], "--language", "python", "--program", "pump", "--fatal");
        await GoodAsync(agent, "sync");
        Assert.Equal(new Trace("python", "ValueError", "no such valve: Köln", stack, "pump", true), Trace.Decode(Assert.Single(_server.Bodies(EntryType.Trace))));
    }

    [Fact]
    public async Task A_file_is_on_the_server_as_it_was_when_it_was_recorded()
    {
        using var agent = await StartAsync();
        var content = new byte[200_000];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(_directory["can0.pcap"], content);
        await GoodAsync(agent, "record", _directory["can0.pcap"], "--mime", "application/vnd.tcpdump.pcap", "--reason", "bus-off");
        await File.AppendAllTextAsync(_directory["can0.pcap"], "later");
        await GoodAsync(agent, "sync");

        var recording = Recording.Decode(Assert.Single(_server.Bodies(EntryType.Recording)));
        Assert.Equal(("can0.pcap", "application/vnd.tcpdump.pcap", "bus-off"), (recording.Name, recording.Mime, recording.Reason));
        Assert.Equal(content, _server.Blobs.Complete[recording.Content.Sha256]);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_directory["data"], "spool")));
    }

    [Fact]
    public async Task Recordings_that_wait_for_the_disk_to_be_flushed_survive_a_kill_of_the_agent()
    {
        var contents = Enumerable.Range(0, 3).Select(i => $"recording {i}").ToList();
        using (var agent = await StartAsync())
        {
            foreach (var content in contents)
            {
                await File.WriteAllTextAsync(_directory["trip.bin"], content, TestContext.Current.CancellationToken);
                await GoodAsync(agent, "record", _directory["trip.bin"]);
                if (content == contents[0])
                {
                    // It goes at once; the others have to wait for an hour.
                    await GoodAsync(agent, "sync");
                }
            }

            agent.Kill();
        }

        Assert.Single(_server.Bodies(EntryType.Recording));
        Assert.Equal(2, Directory.EnumerateFiles(Path.Combine(_directory["data"], "spool"), "*.unsynced").Count());
        using (var agent = await StartAsync())
        {
            await GoodAsync(agent, "sync");
        }

        Assert.Equal(contents, _server.Bodies(EntryType.Recording).Select(body => Encoding.UTF8.GetString(_server.Blobs.Complete[Recording.Decode(body).Content.Sha256])));
    }

    [Fact]
    public async Task A_file_of_the_kernel_that_tells_no_length_is_recorded_with_what_it_says()
    {
        using var agent = await StartAsync();
        await GoodAsync(agent, "record", "/proc/version", "--name", "version");
        await GoodAsync(agent, "sync");
        var sha256 = Recording.Decode(Assert.Single(_server.Bodies(EntryType.Recording))).Content.Sha256;
        Assert.Equal(await File.ReadAllTextAsync("/proc/version"), Encoding.UTF8.GetString(_server.Blobs.Complete[sha256]));
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/proc")]
    [InlineData("/no/such/file")]
    public async Task What_is_no_file_is_not_recorded(string path)
    {
        using var agent = await StartAsync();
        var (code, _, errors) = await agent.CtlAsync("record", path, "--name", "x");
        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains(path, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_ends_with_its_values_and_survives_a_kill_of_the_agent()
    {
        using (var agent = await StartAsync())
        {
            await GoodAsync(agent, "session", "start", "wash");
            await GoodAsync(agent, "session", "start", "dry");
            agent.Kill();
        }

        using (var agent = await StartAsync())
        {
            await GoodAsync(agent, "session", "end", "wash", "spins=3", "Temp.Max=71.5", "ok=true", "program=cotton");
            await GoodAsync(agent, "session", "cancel", "dry");
            var (code, _, errors) = await agent.CtlAsync("session", "end", "wash");
            Assert.Equal(ExitCode.Failure, code);
            Assert.Contains("has not begun", errors, StringComparison.Ordinal);
            await GoodAsync(agent, "sync");
        }

        var values = Assert.Single(_server.Reports(), report => report.ContainsKey("spins"));
        Assert.Equal((3, 71.5, 1), (values["spins"].Value, values["temp.max"].Value, values["ok"].Value));
        Assert.Equal("cotton", values["program"].Text);
        Assert.True(values["session.duration_ms"].Value > 0);
        var report = Report.Decode(Assert.Single(_server.Bodies(EntryType.Report), body => Report.Decode(body).Kind == ReportKind.Session));
        Assert.Equal("wash", report.SessionName);
        Assert.Equal(values["session.duration_ms"].Value, report.DurationMs);
    }

    [Fact]
    public async Task Statsd_lines_are_taken_over_the_socket_too()
    {
        using var agent = await StartAsync();
        await GoodAsync(agent, "metric", "pump.starts:2|c", "pump.rpm:1200|g");
        Assert.Equal(ExitCode.Failure, (await agent.CtlAsync("metric", "nonsense")).Code);
        await GoodAsync(agent, "sync");
        var report = Assert.Single(_server.Reports());
        Assert.Equal((2, 1200), (report["pump.starts"].Value, report["pump.rpm"].Value));
    }

    [Fact]
    public async Task An_export_replaces_an_export_and_no_other_file()
    {
        using var agent = await StartAsync();
        await GoodAsync(agent, "export", _directory["device.flx"]);
        await GoodAsync(agent, "export", _directory["device.flx"]);
        await File.WriteAllTextAsync(_directory["note"], "of somebody");
        var (code, _, errors) = await agent.CtlAsync("export", _directory["note"]);
        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains("no export", errors, StringComparison.Ordinal);
        Assert.Equal("of somebody", await File.ReadAllTextAsync(_directory["note"]));
    }

    [Fact]
    public async Task An_export_holds_what_waits_and_is_taken_once_whichever_way_it_comes()
    {
        _server.Answer = Refuse;
        using var agent = await StartAsync();
        await GoodAsync(agent, "set", "site", "Köln");
        await GoodAsync(agent, "trace", "Stuck");
        await File.WriteAllTextAsync(_directory["note"], "what was recorded");
        await GoodAsync(agent, "record", _directory["note"]);
        await GoodAsync(agent, "export", _directory["device.flx"]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory["device.flx"]));

        using (var client = new HttpClient())
        {
            var imported = ExportReader.Read(await File.ReadAllBytesAsync(_directory["device.flx"]));
            Assert.Equal("what was recorded", Encoding.UTF8.GetString(Assert.Single(imported.Attachments).Value));
            foreach (var (sha256, content) in imported.Attachments)
            {
                _server.Blobs.Complete.Add(sha256, content);
            }

            foreach (var request in imported.Requests)
            {
                _server.Take(request);
            }
        }

        Assert.Equal(4, _server.Entries.Count);
        Assert.Single(_server.Reports());
        _server.Answer = null;
        await GoodAsync(agent, "sync");
        Assert.Equal(5, _server.Entries.Count);
        Assert.Equal(2, _server.Reports().Count);
        Assert.Empty(_server.Contradictions);

        static SyncReply? Refuse(SyncRequest request, System.Net.HttpListenerResponse response)
        {
            response.StatusCode = 503;
            return null;
        }
    }

    [Fact]
    public async Task While_debugging_is_off_traces_and_recordings_are_not_queued_but_counted_until_developer_mode()
    {
        _server.Answer = (request, _) => _server.Take(request) with { Configuration = new DeviceConfiguration(1, 0, true, Debugging: false, Logging: false) };
        using var agent = await StartAsync();
        await GoodAsync(agent, "sync");
        await GoodAsync(agent, "trace", "Unwanted");
        await GoodAsync(agent, "developer", "on", "--for", "1h");
        await GoodAsync(agent, "trace", "Wanted");
        await GoodAsync(agent, "developer", "off");
        await GoodAsync(agent, "trace", "Unwanted");
        await GoodAsync(agent, "sync");
        Assert.Equal("Wanted", Trace.Decode(Assert.Single(_server.Bodies(EntryType.Trace))).Type);
        Assert.Contains("fleet.agent.observations_not_wanted                 2", (await agent.CtlAsync("status")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("session", "start")]
    [InlineData("session", "end", "wash", "spins")]
    [InlineData("trace")]
    [InlineData("trace", "a", "b")]
    [InlineData("trace", "a", "--colour", "red")]
    [InlineData("developer", "maybe")]
    [InlineData("developer", "on", "--for", "1y")]
    [InlineData("record", "a", "--mime")]
    [InlineData("fly")]
    public async Task Arguments_that_do_not_fit_are_said_and_change_nothing(params string[] words)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        Assert.Equal(ExitCode.Usage, await FleetctlCommand.RunAsync([.. words, "--control", _directory["nobody"]], output, errors));
        Assert.StartsWith("fleetctl", errors.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }

    [Theory]
    [InlineData("session", "there is no option --bogus here; usage: fleetctl session start|end|cancel NAME", "--bogus", "start", "wash")]
    [InlineData("sync", "there is no option --bogus here; usage: fleetctl sync\n", "--bogus")]
    [InlineData("trace", "--stack: a value is missing; usage: fleetctl trace TYPE", "Oops", "--stack")]
    public async Task A_mistake_comes_with_the_usage_of_its_command(string verb, string expected, params string[] words)
    {
        using var errors = new StringWriter();
        Assert.Equal(ExitCode.Usage, await FleetctlCommand.RunAsync([verb, .. words], TextWriter.Null, errors));
        Assert.StartsWith($"fleetctl {verb}: {expected}", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_of_all_commands_or_of_the_one_that_is_named()
    {
        var all = await HelpOfAsync();
        foreach (var verb in FleetctlVerbs.All)
        {
            Assert.Contains($"  fleetctl {verb.Name}", all, StringComparison.Ordinal);
            var help = await HelpOfAsync(verb.Name);
            Assert.StartsWith($"  fleetctl {verb.Name} {verb.Arguments}".TrimEnd(), help, StringComparison.Ordinal);
            Assert.Single(help.Split("  fleetctl "), part => part.Length > 0);
        }

        static async Task<string> HelpOfAsync(params string[] words)
        {
            using var output = new StringWriter();
            Assert.Equal(ExitCode.Success, await FleetctlCommand.RunAsync([.. words, "--help"], output, TextWriter.Null));
            return output.ToString();
        }
    }

    private Task<AgentProcess> StartAsync() => AgentProcess.StartAsync(AgentProcess.BuiltProgram, _directory, _server.Url);

    private static async Task GoodAsync(AgentProcess agent, params string[] words)
    {
        var (code, _, errors) = await agent.CtlAsync(words);
        Assert.True(code == ExitCode.Success, errors);
    }
}
