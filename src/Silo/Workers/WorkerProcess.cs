using System.Diagnostics;
using Fleet.Silo.Workers.Sandbox;

namespace Fleet.Silo.Workers;

/// <summary>A worker as its silo sees it: a process that is watched, and killed when it takes more than it may.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>Of what it writes on its standard error, the last: why it ended.</summary>
    private const int MaxErrorCharacters = 2_000;

    /// <summary>Between two looks at what it has used.</summary>
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromMilliseconds(100);

    /// <summary>To start: the runtime twice, on a machine that is busy.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly WorkerPipe _pipe;
    private readonly SymbolicationOptions _options;
    private readonly TimeProvider _time;
    private readonly string _folder;
    private readonly Lock _gate = new();
    private string _errors = "";

    private WorkerProcess(Process process, SymbolicationOptions options, string folder, TimeProvider time)
    {
        (_process, _options, _folder, _time) = (process, options, folder, time);
        _pipe = new WorkerPipe(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Where it writes.</summary>
    public string Folder => _folder;

    /// <summary>How many tables there were when it was started: it does not look for newer ones of files that it has open.</summary>
    public int Tables { get; set; }

    public int Id => _process.Id;

    /// <summary>What keeps it apart.</summary>
    public SandboxParts Sandbox { get; private set; }

    /// <summary>Cores and summaries that it was given.</summary>
    public int Processed { get; private set; }

    /// <summary>When it was last given back.</summary>
    public long IdleSince { get; set; }

    /// <exception cref="WorkerException">It does not start.</exception>
    public static async Task<WorkerProcess> StartAsync(SymbolicationOptions options, string readable, string folder, TimeProvider time, CancellationToken cancellation)
    {
        Process? process = null;
        WorkerProcess? worker = null;
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            process = Process.Start(WorkerCommand.Start(options, readable, folder))!;
            worker = new WorkerProcess(process, options, folder, time);
            var budget = new WorkerBudget(StartTime, StartTime, time);
            worker.Sandbox = await worker.ReceiveAsync(budget, cancellation) is { Kind: WorkerMessageKind.Ready } ready
                ? (SandboxParts)ready.Number
                : throw new WorkerException(WorkerEnd.Answer, "it did not say that it was ready");
            return worker;
        }
        catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception or UnauthorizedAccessException)
        {
            worker?.Dispose();
            throw new WorkerException(WorkerEnd.Exit, e.Message);
        }
        catch
        {
            worker?.Dispose();
            throw;
        }
    }

    /// <summary>Gives it something to do and waits for the answer; files of symbols that it asks for meanwhile are looked up.</summary>
    /// <param name="request">A core, a summary, or a file of symbols.</param>
    /// <param name="find">Path of a file of symbols; the time that this takes is not the worker's.</param>
    /// <param name="cancellation">Gives up; the worker is then of no use any more.</param>
    /// <exception cref="WorkerException">It ended, or was ended. It is of no use any more.</exception>
    public async Task<WorkerMessage> AskAsync(WorkerMessage request, Func<WorkerMessage, CancellationToken, Task<string?>> find, CancellationToken cancellation)
    {
        Processed++;
        var budget = new WorkerBudget(_options.MaxTime, UsedProcessorTime() + _options.MaxProcessorTime, _time);
        await SendAsync(request, budget, cancellation);
        while (true)
        {
            var message = await ReceiveAsync(budget, cancellation);
            if (message.Kind != WorkerMessageKind.Find)
            {
                return IsAnswer(message.Kind, request.Kind)
                    ? message
                    : throw new WorkerException(WorkerEnd.Answer, $"it answered with a message of kind {message.Kind}");
            }

            budget.Pause();
            var path = await find(message, cancellation);
            budget.Continue();
            await SendAsync(WorkerMessage.Found(path), budget, cancellation);
        }
    }

    public void Dispose()
    {
        try
        {
            _process.Kill();
            _process.WaitForExit();
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself.
        }

        _process.Dispose();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // The next start of the silo sweeps.
        }
    }

    private static bool IsAnswer(WorkerMessageKind kind, WorkerMessageKind request) =>
        kind == WorkerMessageKind.Unavailable || (request == WorkerMessageKind.Tables ? kind == WorkerMessageKind.Made : kind is WorkerMessageKind.Trace or WorkerMessageKind.Refused);

    /// <summary>A worker that does not read is as one that does not answer.</summary>
    private async Task SendAsync(WorkerMessage message, WorkerBudget budget, CancellationToken cancellation)
    {
        try
        {
            await WatchAsync(_pipe.SendAsync(message, cancellation), budget, cancellation);
        }
        catch (IOException)
        {
            throw Ended();
        }
    }

    private async Task<WorkerMessage> ReceiveAsync(WorkerBudget budget, CancellationToken cancellation)
    {
        try
        {
            var receiving = _pipe.ReceiveAsync(cancellation);
            await WatchAsync(receiving, budget, cancellation);
            return await receiving ?? throw Ended();
        }
        catch (InvalidDataException e)
        {
            throw new WorkerException(WorkerEnd.Answer, e.Message);
        }
    }

    private async Task WatchAsync(Task work, WorkerBudget budget, CancellationToken cancellation)
    {
        // At once when it is quick, as it is nearly always; watching begins after the first period.
        while (await Task.WhenAny(work, Task.Delay(WatchPeriod, _time, cancellation)) != work)
        {
            cancellation.ThrowIfCancellationRequested();
            if (budget.Exceeded(UsedProcessorTime()) is { } reason)
            {
                throw new WorkerException(WorkerEnd.Time, reason);
            }

            if (ProcessMemory.Of(Id) is { } used && used > _options.MaxMemoryBytes)
            {
                throw new WorkerException(WorkerEnd.Memory, $"it took {used >> 20} MiB of memory; {_options.MaxMemoryBytes >> 20} are allowed");
            }
        }

        await work;
    }

    /// <summary>Its output has ended, so it has, or is about to.</summary>
    private WorkerException Ended()
    {
        if (!_process.WaitForExit(StartTime))
        {
            return new WorkerException(WorkerEnd.Answer, "it closed its output");
        }

        var code = _process.ExitCode;
        var isMemory = code == SymbolicationWorker.OutOfMemory || Errors().Contains("Out of memory", StringComparison.OrdinalIgnoreCase);
        return isMemory
            ? new WorkerException(WorkerEnd.Memory, "it ran out of memory")
            : new WorkerException(WorkerEnd.Exit, $"it ended with {(code > SignalCodes ? $"signal {code - SignalCodes}" : $"code {code}")}{(Errors() is { Length: > 0 } errors ? $": {errors}" : "")}");
    }

    private const int SignalCodes = 128;

    private TimeSpan UsedProcessorTime()
    {
        try
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended; the pipe will say so.
            return TimeSpan.Zero;
        }
    }

    private void Note(string? line)
    {
        lock (_gate)
        {
            _errors = _errors.Length == 0 ? line ?? "" : $"{_errors}\n{line}";
            _errors = _errors.Length <= MaxErrorCharacters ? _errors : _errors[..MaxErrorCharacters];
        }
    }

    private string Errors()
    {
        lock (_gate)
        {
            return _errors.Trim();
        }
    }
}
