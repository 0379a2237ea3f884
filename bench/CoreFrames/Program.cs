using System.Globalization;
using Fleet.CoreFrames;
using Fleet.Domain.Traces;
using Fleet.Symbolication;
using Fleet.Symbolication.Processing;
using Fleet.Symbolication.Tables;
using Fleet.Symbolication.Variables;

const int CollectEach = 16;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
TableFolder? tables = null;
string[] common = [];
if (args is ["--tables", var folder, ..])
{
    common = args[..2];
    tables = new TableFolder(folder, 1L << 36, TimeProvider.System);
    args = args[2..];
}

switch (args)
{
    // All threads of a core, a line for each frame and each variable.
    case ["once", var core, .. var files]:
        Print(TraceOf(core, new GivenFiles(files), new CoreProcessor(new SymbolFileCache(tables))));
        return 0;

    // Some processes that do the following at once.
    case ["workers", var count, .. var what]:
        Console.WriteLine(Workers.Measure(int.Parse(count, CultureInfo.InvariantCulture), [.. common, .. what]));
        return 0;

    // The same core again and again, as a worker that has its program's files open.
    case ["many", var seconds, var core, .. var files]:
        var (given, open) = (new GivenFiles(files), new CoreProcessor(new SymbolFileCache(tables)));
        Workers.Run(Number(seconds), () => StoredTraceOf(core, given, open));
        return 0;

    // The same without arguments and locals.
    case ["frames", var seconds, var core, .. var files]:
        var (with, alone) = (new GivenFiles(files), new CoreProcessor(new SymbolFileCache(tables), new VariableLimits { MaxVariables = 0 }));
        Workers.Run(Number(seconds), () => StoredTraceOf(core, with, alone));
        return 0;

    // Each time as a worker that runs already and has not this program's files open.
    case ["anew", var seconds, var core, .. var files]:
        var again = new GivenFiles(files);
        var opened = 0;
        Workers.Run(Number(seconds), () =>
        {
            StoredTraceOf(core, again, new CoreProcessor(new SymbolFileCache(tables)));

            // Files are unmapped when the collector finds that nobody has them, and a process may have 65,530 maps.
            if (++opened % CollectEach == 0)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        return 0;

    // How many frames and variables a core has.
    case ["count", var core, .. var files]:
        var frames = TraceOf(core, new GivenFiles(files), new CoreProcessor(new SymbolFileCache(tables))).Threads.SelectMany(thread => thread.Frames).ToArray();
        Console.WriteLine($"{frames.Length} {frames.Sum(frame => frame.Variables.Count)}");
        return 0;

    // Milliseconds.
    case ["make", var file] when tables is not null:
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var made = tables.Make(file);
        Console.WriteLine($"{watch.ElapsedMilliseconds}");
        return made ? 0 : 1;

    case ["compare", var answer, var core, .. var files]:
        Console.WriteLine(Agreement.Describe(answer, core, TraceOf(core, new GivenFiles(files), new CoreProcessor(new SymbolFileCache(tables)))));
        return 0;

    default:
        Console.Error.WriteLine(
            "usage: CoreFrames [--tables FOLDER] once CORE FILE... | [workers N] many|frames|anew SECONDS CORE FILE... | count CORE FILE... | make FILE | compare ANSWER CORE FILE...");
        return 2;
}

static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

// As a worker hands it to the platform.
static int StoredTraceOf(string path, GivenFiles files, CoreProcessor processor) => TraceCodec.Encode(TraceOf(path, files, processor)).Payload.Length;

static Trace TraceOf(string path, GivenFiles files, CoreProcessor processor)
{
    using var source = ByteSource.Map(path);
    return processor.Process(source, path, files);
}

static void Print(Trace trace)
{
    using var output = new StreamWriter(Console.OpenStandardOutput());
    foreach (var thread in trace.Threads)
    {
        foreach (var frame in thread.Frames)
        {
            output.WriteLine($"{thread.Id} {frame.Module}+0x{frame.Offset:x} {frame.Function} {frame.File}:{frame.Line}{(frame.IsInlined ? " inlined" : "")}");
            foreach (var variable in frame.Variables)
            {
                output.WriteLine($"    {variable.Type} {variable.Name} = {variable.Value}");
            }
        }
    }
}
