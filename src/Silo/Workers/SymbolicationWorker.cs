using System.Collections.Concurrent;
using Fleet.Domain.Traces;
using Fleet.Silo.Workers.Sandbox;
using Fleet.Symbolication;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Processing;
using Fleet.Symbolication.Tables;

namespace Fleet.Silo.Workers;

/// <summary>
/// The process that reads cores: it takes them one by one from its standard input, answers on its standard output, and ends when its input does, also in the
/// middle of one. It has no network, and no files but those that it is told of. Whatever goes wrong in it that is not foreseen ends it; the silo starts another.
/// </summary>
public static class SymbolicationWorker
{
    /// <summary>Of the program's arguments, the first of a worker.</summary>
    public const string Verb = WorkerCommand.Verb;

    /// <summary>Exit code of a worker that has used up its memory.</summary>
    internal const int OutOfMemory = 70;

    private const int WrongUse = 2;
    private const int Broken = 71;

    /// <summary>Of its heap, beyond which what it keeps of files of symbols is forgotten after a core.</summary>
    private const double KeptOfHeap = 0.5;

    /// <param name="arguments">Behind the verb.</param>
    /// <returns>The process's exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        WorkerArguments parsed;
        try
        {
            parsed = WorkerArguments.Parse(arguments);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            Console.Error.WriteLine($"fleet: {e.Message}");
            return WrongUse;
        }

        try
        {
            if (parsed.Inside is not { } parts)
            {
                WorkerSandbox.Enter(parsed.Readables, parsed.Folder, parsed.MaxMemoryBytes);
                Console.Error.WriteLine($"the program could not be started again within its sandbox: error {System.Runtime.InteropServices.Marshal.GetLastPInvokeError()}");
                return Broken;
            }

            Work(parsed, WorkerSandbox.Seal((SandboxParts)parts));
            return 0;
        }
        catch (OutOfMemoryException)
        {
            return OutOfMemory;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(e);
            return Broken;
        }
    }

    private static void Work(WorkerArguments arguments, SandboxParts parts)
    {
        var pipe = new WorkerPipe(Console.OpenStandardInput(), Console.OpenStandardOutput());
        using var incoming = new BlockingCollection<WorkerMessage>();
        var reader = new Thread(() => Read(pipe, incoming)) { IsBackground = true };
        reader.Start();
        Send(pipe, WorkerMessage.Ready((int)parts));
        var cache = new SymbolFileCache(arguments.Tables is { } tables ? TablesIn(tables) : null);
        var options = new CoreOptions { TemporaryDirectory = arguments.Folder };
        while (true)
        {
            var message = incoming.Take();
            Send(pipe, Answer(message, cache, new PipedSymbols(pipe, incoming), options));
            if (GC.GetTotalMemory(forceFullCollection: false) > KeptOfHeap * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            {
                cache.Clear();
                GC.Collect();
            }
        }
    }

    /// <summary>Where a worker of some folder leaves tables for the silo.</summary>
    internal static string MadeIn(string folder) => Path.Combine(folder, "tables");

    private static TableFolder TablesIn(string folder) => new(folder, SymbolicationOptions.MaxTableBytes, TimeProvider.System);

    private static WorkerMessage Answer(WorkerMessage message, SymbolFileCache cache, PipedSymbols symbols, CoreOptions options)
    {
        try
        {
            if (message.Kind == WorkerMessageKind.Summary)
            {
                return WorkerMessage.Of(WorkerMessageKind.Trace, new SummaryProcessor(cache).Process(TraceCodec.Decode(message.Number, message.Payload), symbols));
            }

            if (message.Kind == WorkerMessageKind.Tables)
            {
                return WorkerMessage.Made(TablesIn(MadeIn(options.TemporaryDirectory)).Make(message.Text));
            }

            using var core = ByteSource.Map(message.Text);
            return WorkerMessage.Of(WorkerMessageKind.Trace, new CoreProcessor(cache).Process(core, "the core", symbols, options));
        }
        catch (MalformedException e)
        {
            return WorkerMessage.Of(WorkerMessageKind.Refused, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return WorkerMessage.Of(WorkerMessageKind.Unavailable, e.Message);
        }
    }

    /// <summary>All the time, so that a worker whose silo is gone ends whatever it is doing.</summary>
    private static void Read(WorkerPipe pipe, BlockingCollection<WorkerMessage> incoming)
    {
        try
        {
            while (pipe.ReceiveAsync(CancellationToken.None).GetAwaiter().GetResult() is { } message)
            {
                incoming.Add(message);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            Console.Error.WriteLine(e.Message);
        }

        Libc.Exit(0);
    }

    private static void Send(WorkerPipe pipe, WorkerMessage message) => pipe.SendAsync(message, CancellationToken.None).GetAwaiter().GetResult();
}
