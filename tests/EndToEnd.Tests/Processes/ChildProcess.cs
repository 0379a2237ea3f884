using System.Diagnostics;

namespace Fleet.EndToEnd.Tests.Processes;

/// <summary>A program that a test started. Ended by its id when it is disposed, should it still run then.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _name;

    private ChildProcess(Process process, string name)
    {
        _process = process;
        _name = name;
        _process.OutputDataReceived += (_, e) => Output.Add(e.Data);
        _process.ErrorDataReceived += (_, e) => Errors.Add(e.Data);
    }

    public OutputLog Output { get; } = new();

    public OutputLog Errors { get; } = new();

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            const string Field = "VmRSS:";
            var line = File.ReadLines($"/proc/{Id}/status").First(l => l.StartsWith(Field, StringComparison.Ordinal));
            return long.Parse(line[Field.Length..].Replace("kB", "", StringComparison.Ordinal)) * 1024;
        }
    }

    public static ChildProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // What lives for seconds does not live to see the second compilation that the instruments of the first are for.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(new Process { StartInfo = start }, Path.GetFileName(program));
        child._process.Start();
        child._process.StandardInput.Close();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="TimeoutException">It did not end in time; it has been killed.</exception>
    public static async Task<FinishedProcess> RunAsync(
        string program, IEnumerable<string> arguments, TimeSpan within, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var child = Start(program, arguments, environment);
        var code = await child.WaitAsync(within);
        return new FinishedProcess(code, string.Join('\n', child.Output.Lines), string.Join('\n', child.Errors.Lines));
    }

    public void Signal(int signal) => PosixSignal.Send(Id, signal);

    /// <returns>The exit code, after all output has been read.</returns>
    /// <exception cref="TimeoutException">It still runs.</exception>
    public async Task<int> WaitAsync(TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"{_name} ({Id}) still runs after {within.TotalSeconds:0.#} s.\n{Describe()}", e);
        }
    }

    /// <summary>SIGKILL: the process gets no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public string Describe() =>
        $"{_name} {(HasExited ? $"ended with code {_process.ExitCode}" : "runs")}; it said last:\n{Output.Tail(40)}{Errors.Tail(40)}";

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
