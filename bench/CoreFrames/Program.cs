using System.Diagnostics;
using System.Globalization;
using Fleet.CoreFrames;
using Fleet.Symbolication;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Unwinding;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var watch = Stopwatch.StartNew();
var tables = Environment.GetEnvironmentVariable("TABLES") is { Length: > 0 } d ? new Fleet.Symbolication.Tables.TableFolder(d, 8L << 30, TimeProvider.System) : null;
var files = new CoreFiles(tables);
var core = args[1];
switch (args[0])
{
    case "frames":
        Run(core, files, Console.WriteLine);
        if (Environment.GetEnvironmentVariable("TRACE") is not null)
        {
            Console.Error.WriteLine($"first {watch.Elapsed.TotalMilliseconds:f1}");
            for (var i = 0; i < 3; i++)
            {
                watch.Restart();
                Run(core, files, static _ => { });
                Console.Error.WriteLine($"again {watch.Elapsed.TotalMilliseconds:f2}");
            }
            watch.Restart();
            Run(core, new CoreFiles(tables), static _ => { });
            Console.Error.WriteLine($"anew {watch.Elapsed.TotalMilliseconds:f2}");
        }

        break;
    case "make":
        Console.WriteLine($"{tables!.Make(core)} {watch.ElapsedMilliseconds} ms {string.Join(' ', File.ReadAllLines("/proc/self/status").Where(line => line.StartsWith("VmHWM", StringComparison.Ordinal) || line.StartsWith("Rss", StringComparison.Ordinal)))}");
        break;
    case "warm" or "anew":
        var seconds = double.Parse(args[2], CultureInfo.InvariantCulture);
        List<double> times = [];
        var allocated = GC.GetTotalAllocatedBytes();
        var count = 0;
        TimeSpan cpu = default;
        var half = 0;
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            var before = Stopwatch.GetTimestamp();
            Run(core, args[0] == "anew" ? new CoreFiles(tables) : files, static _ => { });
            times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            count++;
            if (watch.Elapsed.TotalSeconds < seconds / 2)
            {
                (cpu, half) = (Environment.CpuUsage.TotalTime, count);
            }
        }

        var first = times[0];
        var last = times.Skip(times.Count / 2).Order().ToList();
        var status = File.ReadAllLines("/proc/self/status").Where(line => line.StartsWith("VmHWM", StringComparison.Ordinal) || line.StartsWith("Rss", StringComparison.Ordinal));
        Console.WriteLine($"first {first:f1} min {last[0]:f3} median {last[last.Count / 2]:f3} ms, {1000 / last[last.Count / 2]:f0} cores/s, runs {count}, cpu {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / (count - half):f3} ms, {(GC.GetTotalAllocatedBytes() - allocated) / count / 1024} KiB a core; {string.Join(' ', status)}");
        break;
    default:
        return 2;
}

return 0;

static void Run(string path, CoreFiles files, Action<string> write)
{
    using var source = ByteSource.Map(path);
    using var core = CoreDump.Open(source, path);
    var unwinder = new Unwinder(new UnwindTarget(core.Machine, core.MemoryWith(module => files.Of(module).Executable), core.Modules, files) { ReturnAddressMask = core.SignatureBits });
    foreach (var thread in core.Threads)
    {
        if (thread.Registers is not { } registers)
        {
            continue;
        }

        foreach (var frame in unwinder.Unwind(registers).Frames)
        {
            var found = frame.Module is { } module && files.SymbolizerOf(module) is { } symbolizer ? symbolizer.Resolve(frame.LookupOffset) : [];
            foreach (var source1 in found)
            {
                write($"{thread.Id} {frame.Pc:x} {source1.Function.Scoped} {source1.Line?.File}:{source1.Line?.Line} {source1.IsInlined}");
            }

            if (found.Count == 0)
            {
                write($"{thread.Id} {frame.Pc:x}");
            }
        }
    }
}
