using System.Diagnostics;
using System.Globalization;
using Fleet.DeviceAgent.Commands;

namespace Fleet.DeviceAgent.Tests.Testing;

/// <summary>A real <c>fleetd</c> in a process of its own, to be asked and to be killed.</summary>
internal sealed class AgentProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Several agents run at once: a test opens the listeners that it needs, on ports of its own.</summary>
    private static readonly string[] ClosedListeners = ["--syslog", "", "--syslog-tcp", "", "--fluent-bit", "", "--forward", ""];

    /// <summary>Of <c>unshare</c>: mounts that only the process sees. Root needs no user namespace for it, which containers often refuse.</summary>
    public static string[] OwnMounts => Environment.IsPrivilegedProcess ? ["-m"] : ["-Urm"];

    private readonly Process _process;
    private readonly TestLog _errors = new();

    private AgentProcess(Process process, string control, int port)
    {
        _process = process;
        Control = control;
        StatsdPort = port;
        process.ErrorDataReceived += (_, line) => _errors.Log.Info("stderr", line.Data ?? "");
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Control { get; }

    public int StatsdPort { get; }

    public string Errors => _errors.Text;

    public bool HasExited => _process.HasExited;

    /// <summary>Resident memory in bytes, and the part of it that no other process can share.</summary>
    public (long Resident, long Anonymous) Memory => (Status("VmRSS:"), Status("RssAnon:"));

    /// <summary>The most that was ever resident.</summary>
    public long PeakBytes => Status("VmHWM:");

    /// <summary>The build of this test run, next to its own files.</summary>
    public static string BuiltProgram => Path.Combine(AppContext.BaseDirectory, "fleetd");

    /// <summary>Starts the daemon and waits until it answers.</summary>
    public static Task<AgentProcess> StartAsync(string program, TempDirectory directory, Uri server, params string[] options) =>
        StartAsync([program], directory, server, options);

    /// <summary>The same with variables in its environment.</summary>
    public static Task<AgentProcess> StartAsync(TempDirectory directory, Uri server, IReadOnlyDictionary<string, string> environment, params string[] options) =>
        StartAsync(["env", .. environment.Select(variable => $"{variable.Key}={variable.Value}"), BuiltProgram], directory, server, options);

    /// <summary>The same with a data folder on a tmpfs, mounted with <paramref name="size"/>, that only the daemon sees.</summary>
    public static Task<AgentProcess> StartOnSmallDiskAsync(string program, TempDirectory directory, Uri server, string size)
    {
        Assert.SkipUnless(CanMount(), "mounts a tmpfs, which takes root or user namespaces (unshare -Urm)");
        Directory.CreateDirectory(directory["data"]);
        return StartAsync(["unshare", .. OwnMounts, "sh", "-c", $"mount -t tmpfs -o {size} none '{directory["data"]}' && exec \"$@\"", "sh", program], directory, server, ["--logs", "false"]);
    }

    /// <summary>The same in the network of another process.</summary>
    public static Task<AgentProcess> StartInNetworkOfAsync(int process, TempDirectory directory, Uri server, params string[] options) =>
        StartAsync(["nsenter", "-t", $"{process}", "-n", BuiltProgram], directory, server, ["--logs", "false", .. options]);

    /// <summary>The same as another user, with no more capabilities than these.</summary>
    /// <param name="capabilities">As systemd names them: <c>CAP_SYS_PTRACE</c>.</param>
    public static Task<AgentProcess> StartAsUserAsync(int user, string[] capabilities, TempDirectory directory, Uri server, params string[] options)
    {
        var set = "-all," + string.Join(',', capabilities.Select(name => "+" + name["CAP_".Length..].ToLowerInvariant()));
        return StartAsync(
            [
                "setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups", "--no-new-privs",
                $"--bounding-set={set}", $"--inh-caps={set}", $"--ambient-caps={set}", BuiltProgram,
            ],
            directory, server, options);
    }

    public static bool CanMount()
    {
        using var attempt = Process.Start(new ProcessStartInfo("unshare", [.. OwnMounts, "true"]) { RedirectStandardError = true, UseShellExecute = false })!;
        attempt.WaitForExit();
        return attempt.ExitCode == 0;
    }

    /// <summary>The same with words before those of the daemon: what runs it, and its name.</summary>
    public static async Task<AgentProcess> StartAsync(string[] command, TempDirectory directory, Uri server, params string[] options)
    {
        var control = directory["control.sock"];
        var port = FreePort.Udp();
        var start = new ProcessStartInfo(command[0],
        [
            .. command[1..],
            "--server", server.AbsoluteUri, "--key", FakeServer.Key, "--data", directory["data"], "--serial", "device-1",
            "--statsd", $"127.0.0.1:{port}", "--control", control,
            "--collectd-http", "", "--collectd-network", "", .. ClosedListeners, .. options,
        ])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var agent = new AgentProcess(Process.Start(start)!, control, port);
        var waited = Stopwatch.StartNew();
        while (await CtlAsync(control, "status") is not (ExitCode.Success, _, _))
        {
            Assert.True(waited.Elapsed < Patience && !agent._process.HasExited, agent.Errors);
            await Task.Yield();
        }

        return agent;
    }

    public Task<(int Code, string Output, string Errors)> CtlAsync(params string[] words) => CtlAsync(Control, words);

    /// <summary>A command of <c>fleetctl</c> that succeeds, or the test fails with what it said.</summary>
    public async Task ExpectAsync(params string[] command)
    {
        var (code, _, errors) = await CtlAsync(command);
        Assert.True(code == ExitCode.Success, errors);
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Sends a signal by its name, such as HUP.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start(new ProcessStartInfo("/bin/kill", [$"-{name}", $"{_process.Id}"]))!;
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until it says something on standard error.</summary>
    public async Task SaysAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!Errors.Contains(text, StringComparison.Ordinal))
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");

        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    /// <summary>A line of the process's status that is an amount of memory, in bytes.</summary>
    private long Status(string name) => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', '\t').First(word => word.Length > 0 && char.IsAsciiDigit(word[0])),
        CultureInfo.InvariantCulture);

    private static async Task<(int Code, string Output, string Errors)> CtlAsync(string control, params string[] words)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await FleetctlCommand.RunAsync([.. words, "--control", control], output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
