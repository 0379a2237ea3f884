using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>
/// Runs cases by their numbers, each within its bounds. The number of the case that each thread is at is in a file while it runs, so that it is known when the process dies of it.
/// </summary>
internal sealed class HostileRun(SeedCorpus corpus, string folder)
{
    /// <summary>Then the run ends: it is one fault a hundred times.</summary>
    private const int MaxFailures = 20;

    private readonly SeedCorpus _corpus = corpus;
    private readonly string _folder = folder;
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly Lock _records = new();
    private (TimeSpan Time, string Case) _slowest;
    private (long Bytes, string Case) _largest;
    private long _next;
    private long _done;

    /// <param name="tell">Takes progress, a line each half minute.</param>
    /// <returns>What was run, for people.</returns>
    public string Run(long first, long count, int threads, Action<string> tell)
    {
        Directory.CreateDirectory(_folder);
        _next = first;
        var before = Environment.WorkingSet;
        var highest = before;
        var workers = Enumerable.Range(0, threads).Select(index => new Worker(this, index, first + count)).ToArray();
        var told = Stopwatch.GetTimestamp();
        while (!Array.TrueForAll(workers, worker => worker.Thread.Join(TimeSpan.FromSeconds(1) / threads)))
        {
            highest = Math.Max(highest, Environment.WorkingSet);
            foreach (var worker in workers)
            {
                if ((worker.TimeOfCase() > 3 * HostileBounds.MaxProcessorTime || worker.WaitOfCase() > HostileBounds.MaxWait) && worker.Current is var (number, one))
                {
                    Keep(number, one, "does not end");
                    Assert.Fail($"case {number} does not end; what it reads is in {_folder}");
                }
            }

            if (Stopwatch.GetElapsedTime(told) > TimeSpan.FromSeconds(30))
            {
                told = Stopwatch.GetTimestamp();
                tell($"{_done} of {count} cases, {_failures.Count} failed, working set {Environment.WorkingSet >> 20} MiB; {Records()}");
            }
        }

        Assert.True(_failures.IsEmpty, $"{_failures.Count} cases failed of {_done}; what they read is in {_folder}:\n{string.Join('\n', _failures)}");
        Assert.True(highest - before < HostileBounds.MaxGrowth, $"the process grew from {before >> 20} to {highest >> 20} MiB");
        return $"cases {first} to {first + count - 1}; {Records()}; working set from {before >> 20} to {highest >> 20} MiB\n{string.Join('\n', _counts.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Value,8} {one.Key}"))}";
    }

    /// <summary>Of a reader's cases, those that something came of.</summary>
    public double ShareRead(string reader)
    {
        double read = _counts.GetValueOrDefault($"{reader}, read");
        return read / Math.Max(1, read + _counts.GetValueOrDefault($"{reader}, refused"));
    }

    public static HostileCase Make(long number, Workspace workspace)
    {
        var random = new Random(HashCode(number));
        return random.Next(100) switch
        {
            < 45 => CoreCases.Make(random, workspace),
            < 78 => SymbolCases.Make(random, workspace),
            < 92 => OtherCases.Archive(random, workspace),
            < 96 => OtherCases.Tables(random, workspace),
            _ => OtherCases.Summary(random, workspace),
        };
    }

    private string Records() => $"slowest {_slowest.Time.TotalMilliseconds:F0} ms of processor ({_slowest.Case}), largest {_largest.Bytes >> 20} MiB allocated ({_largest.Case})";

    private void RunOne(long number, Workspace workspace, Worker worker)
    {
        HostileCase one;
        try
        {
            one = Make(number, workspace);
        }
        catch (Exception e)
        {
            // A mistake of the damage, not of who reads it.
            Interlocked.Increment(ref _done);
            _failures.Enqueue($"case {number} could not be made: {e}");
            return;
        }

        var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), HostileBounds.ProcessorTime());
        worker.Begin(number, one, started);
        string? failure = null;
        var isAnswered = false;
        try
        {
            isAnswered = one.Run();
        }
        catch (Exception e)
        {
            // What it is first: reading where it was thrown may be what does not end.
            worker.Note(number, $"{e.GetType()}: {e.Message}");
            failure = e.ToString();
        }

        worker.End();
        var (time, bytes) = (HostileBounds.ProcessorTime() - started, GC.GetAllocatedBytesForCurrentThread() - allocated);
        Count(number, one, isAnswered, time, bytes);
        failure ??= time > HostileBounds.MaxProcessorTime ? $"took {time}" : bytes > HostileBounds.MaxAllocated ? $"allocated {bytes} bytes" : null;
        if (failure is not null)
        {
            Keep(number, one, failure);
        }

        Interlocked.Increment(ref _done);
    }

    private void Count(long number, HostileCase one, bool isAnswered, TimeSpan time, long bytes)
    {
        foreach (var damage in one.Damage.Distinct())
        {
            _counts.AddOrUpdate($"{one.Reader}: {damage}", 1, (_, count) => count + 1);
        }

        _counts.AddOrUpdate($"{one.Reader}, {(isAnswered ? "read" : "refused")}", 1, (_, count) => count + 1);
        var name = string.Create(CultureInfo.InvariantCulture, $"{number}: {one.Reader}, {one.What}, {string.Join(" and ", one.Damage)}");
        lock (_records)
        {
            _slowest = time > _slowest.Time ? (time, name) : _slowest;
            _largest = bytes > _largest.Bytes ? (bytes, name) : _largest;
        }
    }

    private void Keep(long number, HostileCase one, string failure)
    {
        var kept = Directory.CreateDirectory(Path.Combine(_folder, number.ToString(CultureInfo.InvariantCulture))).FullName;
        foreach (var (name, content) in one.Files)
        {
            File.WriteAllBytes(Path.Combine(kept, name), content);
        }

        File.WriteAllText(Path.Combine(kept, "failure"), failure);
        _failures.Enqueue($"case {number}, {one.Reader}, {one.What}, {string.Join(" and ", one.Damage)}: {failure}");
    }

    /// <summary>Neighbours have nothing in common.</summary>
    private static int HashCode(long number) => (int)(((ulong)number * 0x9e3779b97f4a7c15) >> 33);

    /// <summary>One thread, and the file that says what it is at.</summary>
    private sealed class Worker
    {
        private readonly Lock _state = new();
        private readonly string _file;
        private string _thread = "";
        private (long Number, HostileCase Case)? _current;
        private long _started;
        private long _since;

        public Worker(HostileRun run, int index, long end)
        {
            _file = Path.Combine(run._folder, $"running-{index}");
            Thread = new Thread(() => Work(run, end), HostileBounds.StackBytes) { IsBackground = true, Name = $"hostile {index}" };
            Thread.Start();
        }

        public Thread Thread { get; }

        public (long Number, HostileCase Case)? Current
        {
            get
            {
                lock (_state)
                {
                    return _current;
                }
            }
        }

        public void Begin(long number, HostileCase one, TimeSpan started)
        {
            lock (_state)
            {
                (_current, _started, _since) = ((number, one), started.Ticks, Stopwatch.GetTimestamp());
            }

            Note(number, "");
        }

        /// <summary>Where it can be read when the process is gone.</summary>
        public void Note(long number, string what) => File.WriteAllText(_file, string.Create(CultureInfo.InvariantCulture, $"{number} {what}\n"), Encoding.ASCII);

        public void End()
        {
            lock (_state)
            {
                _current = null;
            }
        }

        /// <summary>Of time, since the case began.</summary>
        public TimeSpan WaitOfCase()
        {
            lock (_state)
            {
                return _current is null ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_since);
            }
        }

        /// <summary>Of the processor, that the case has taken up to now.</summary>
        public TimeSpan TimeOfCase()
        {
            long started;
            (long Number, HostileCase Case)? current;
            lock (_state)
            {
                (current, started) = (_current, _started);
            }

            if (current is null || !Thread.IsAlive)
            {
                return TimeSpan.Zero;
            }

            try
            {
                var time = HostileBounds.ProcessorTime(_thread) - TimeSpan.FromTicks(started);
                return Current?.Number == current.Value.Number ? time : TimeSpan.Zero;
            }
            catch (IOException)
            {
                // It has ended.
                return TimeSpan.Zero;
            }
        }

        private void Work(HostileRun run, long end)
        {
            _thread = HostileBounds.ThreadName();
            using var workspace = new Workspace(run._corpus);
            for (long number; run._failures.Count < MaxFailures && (number = Interlocked.Increment(ref run._next) - 1) < end;)
            {
                run.RunOne(number, workspace, this);
            }

            File.Delete(_file);
        }
    }
}
