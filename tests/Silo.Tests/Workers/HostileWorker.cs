using System.Diagnostics;
using System.Runtime.InteropServices;
using Fleet.Domain.Symbols;
using Fleet.Silo.Workers;
using Fleet.Silo.Workers.Sandbox;

namespace Fleet.Silo.Tests.Workers;

/// <summary>A worker that does what one does that was taken over or is broken; or, as <see cref="Real"/>, the product's own.</summary>
internal static class HostileWorker
{
    public const string Verb = "worker";
    public const string Real = "real";
    public const string Probe = "probe";

    public static int Run(string mode, string[] arguments)
    {
        if (mode == Real)
        {
            return SymbolicationWorker.Run(arguments);
        }

        var parsed = WorkerArguments.Parse(arguments);
        var parts = SandboxParts.None;
        if (mode == Probe)
        {
            if (parsed.Inside is null)
            {
                WorkerSandbox.Enter(parsed.Readables, parsed.Folder, parsed.MaxMemoryBytes);
                return 1;
            }

            parts = WorkerSandbox.Seal((SandboxParts)parsed.Inside);
        }

        if (mode == "mute")
        {
            Wait();
        }

        var output = Console.OpenStandardOutput();
        var pipe = new WorkerPipe(Console.OpenStandardInput(), output);
        Send(pipe, WorkerMessage.Ready((int)parts));
        while (pipe.ReceiveAsync(CancellationToken.None).GetAwaiter().GetResult() is { } request)
        {
            Misbehave(mode, pipe, output, request, parsed);
        }

        return 0;
    }

    private static void Misbehave(string mode, WorkerPipe pipe, Stream output, WorkerMessage request, WorkerArguments arguments)
    {
        switch (mode)
        {
            case Probe:
                Send(pipe, WorkerMessage.Of(WorkerMessageKind.Refused, string.Join('\n', SandboxProbe.Try(request.Text, arguments))));
                break;
            case "hang":
                Wait();
                break;
            case "spin":
                for (var i = 0L; ; i++)
                {
                    Volatile.Write(ref _sink, i);
                }

            case "eat":
                Eat();
                break;
            case "crash":
                Marshal.WriteByte(8, 1);
                break;
            case "exit":
                Console.Error.WriteLine("nothing good");
                Environment.Exit(9);
                break;
            case "garbage":
                output.Write(new byte[] { 0xff, 0xff, 0xff, 0x7f, 1, 2, 3 });
                output.Flush();
                Wait();
                break;
            case "bomb":
                using (var zeros = new ZstdSharp.Compressor())
                {
                    Send(pipe, new WorkerMessage(WorkerMessageKind.Trace, "", 2, zeros.Wrap(new byte[100 * 1024 * 1024]).ToArray()));
                }

                break;
            case "ask":
                for (var i = 0UL; ; i++)
                {
                    Send(pipe, WorkerMessage.Find(SymbolId.OfUnit(i), SymbolKind.Debug));
                    pipe.ReceiveAsync(CancellationToken.None).GetAwaiter().GetResult();
                }

            case "path":
                Send(pipe, new WorkerMessage(WorkerMessageKind.Find, "../../etc/passwd", 1, default));
                break;
            default:
                throw new ArgumentException(mode, nameof(mode));
        }
    }

    private static long _sink;

    private static void Wait() => new ManualResetEvent(false).WaitOne();

    private static unsafe void Eat()
    {
        const nuint Piece = 1024 * 1024;
        while (true)
        {
            NativeMemory.Fill(NativeMemory.Alloc(Piece), Piece, 1);
        }
    }

    private static void Send(WorkerPipe pipe, WorkerMessage message) => pipe.SendAsync(message, CancellationToken.None).GetAwaiter().GetResult();
}
