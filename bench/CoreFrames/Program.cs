using System.Globalization;
using Fleet.CoreFrames;
using Fleet.Domain.Traces;
using Fleet.Symbolication;
using Fleet.Symbolication.Processing;
using Fleet.Symbolication.Tables;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
TableFolder? tables = null;
if (args is ["--tables", var folder, ..])
{
    tables = new TableFolder(folder, 1L << 36, TimeProvider.System);
    args = args[2..];
}

switch (args)
{
    // All threads of a core, a line for each frame.
    case ["once", var core, .. var files]:
        Print(Process(core, new GivenFiles(files), new SymbolFileCache(tables)));
        return 0;

    // The same core again and again, as a worker that has its program's files open.
    case ["many", var seconds, var core, .. var files]:
        var (given, cache) = (new GivenFiles(files), new SymbolFileCache(tables));
        Console.WriteLine(Figures.Repeat(double.Parse(seconds, CultureInfo.InvariantCulture), () => Process(core, given, cache)));
        return 0;

    // The same with arguments and locals.
    case ["locals", var seconds, var core, .. var files]:
        var (with, open) = (new GivenFiles(files), new SymbolFileCache(tables));
        Console.WriteLine(Figures.Repeat(double.Parse(seconds, CultureInfo.InvariantCulture), () => CoreVariables.Read(core, with, open)));
        return 0;

    // How many variables a core has.
    case ["variables", var core, .. var files]:
        Console.WriteLine(CoreVariables.Read(core, new GivenFiles(files), new SymbolFileCache(tables)));
        return 0;

    // Each time as a worker that runs already and has not this program's files open.
    case ["anew", var seconds, var core, .. var files]:
        var again = new GivenFiles(files);
        Console.WriteLine(Figures.Repeat(double.Parse(seconds, CultureInfo.InvariantCulture), () => Process(core, again, new SymbolFileCache(tables))));
        return 0;

    // Milliseconds.
    case ["make", var file] when tables is not null:
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var made = tables.Make(file);
        Console.WriteLine($"{watch.ElapsedMilliseconds}");
        return made ? 0 : 1;

    case ["compare", var answer, var core, .. var files]:
        Console.WriteLine(Agreement.Describe(answer, core, Process(core, new GivenFiles(files), new SymbolFileCache(tables))));
        return 0;

    default:
        Console.Error.WriteLine("usage: CoreFrames [--tables FOLDER] once CORE FILE... | many SECONDS CORE FILE... | locals SECONDS CORE FILE... | variables CORE FILE... | anew SECONDS CORE FILE... | make FILE | compare ANSWER CORE FILE...");
        return 2;
}

static Trace Process(string path, GivenFiles files, SymbolFileCache cache)
{
    using var source = ByteSource.Map(path);
    return new CoreProcessor(cache).Process(source, path, files);
}

static void Print(Trace trace)
{
    using var output = new StreamWriter(Console.OpenStandardOutput());
    foreach (var thread in trace.Threads)
    {
        foreach (var frame in thread.Frames)
        {
            output.WriteLine($"{thread.Id} {frame.Module}+0x{frame.Offset:x} {frame.Function} {frame.File}:{frame.Line}{(frame.IsInlined ? " inlined" : "")}");
        }
    }
}
