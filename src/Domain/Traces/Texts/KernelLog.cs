using System.Buffers;

namespace Fleet.Domain.Traces.Texts;

/// <summary>
/// What a kernel printed before it died, as pstore keeps it: for x86-64, arm64, arm and RISC-V. The end of a log may tell of several failures. The first that is
/// no mere panic is the cause; what followed came of it.
/// </summary>
internal static class KernelLog
{
    /// <summary>Failures in one log that are looked at: a machine that goes down fails a few times on its way.</summary>
    private const int MaxFailures = 32;

    /// <summary>Where the processor was.</summary>
    private static readonly string[] Counters = ["RIP: ", "EIP: ", "pc : ", "PC is at ", "epc : "];

    /// <summary>The panic that follows from an oops.</summary>
    private const string FatalException = "fatal-exception";

    private static readonly SearchValues<char> HexWords = SearchValues.Create("0123456789abcdef: ");

    private static readonly string[] Traces = ["Call Trace:", "Call trace:", "Backtrace:", "Call Trace: "];

    public static TextStack Read(string text)
    {
        var failures = new List<Failure>();
        var inTrace = false;
        foreach (var raw in TextLines.Of(text))
        {
            if (IsPartHead(raw))
            {
                continue;
            }

            var line = KernelLine.Message(raw);
            if (line.StartsWith("WARNING: ", StringComparison.Ordinal) && failures.Count < MaxFailures)
            {
                inTrace = false;
                failures.Add(new Failure(isWarning: true));
            }
            else if (KernelCauses.Of(line) is { } cause)
            {
                inTrace = false;
                Begin(failures, cause, line);
            }
            else if (Array.Exists(Traces, t => line.StartsWith(t, StringComparison.Ordinal)))
            {
                inTrace = true;
            }
            else if (CounterOf(line) is { } at)
            {
                inTrace = false;
                Current(failures).Counter ??= KernelLine.Frame(at, TraceTrust.Context);
            }
            else if (inTrace)
            {
                inTrace = AddFrame(Current(failures), line);
            }
        }

        return Chosen(failures) is { } chosen ? new TextStack(chosen.Kind, chosen.Message, chosen.All) : TextStack.Empty;
    }

    /// <summary>
    /// <c>Panic#1 Part2</c>: where a record of pstore begins, which may be in the middle of a call trace when the log takes several. (<c>pstore_dump</c> in fs/pstore/platform.c)
    /// </summary>
    private static bool IsPartHead(ReadOnlySpan<char> line)
    {
        const string Part = " Part";
        line = line.Trim();
        var (number, part) = (line.IndexOf('#'), line.LastIndexOf(Part));
        return number > 0 && part > number + 1 && part + Part.Length < line.Length
            && !line[..number].ContainsAnyExceptInRange('A', 'z')
            && !line[(number + 1)..part].ContainsAnyExceptInRange('0', '9')
            && !line[(part + Part.Length)..].ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>The line belongs to the failure that is being read, or begins another.</summary>
    private static void Begin(List<Failure> failures, (string Kind, bool IsPanic) cause, string line)
    {
        if (failures is [.., var last] && last.Takes(cause))
        {
            last.Name(cause, line);
        }
        else if (failures.Count < MaxFailures)
        {
            var failure = new Failure();
            failure.Name(cause, line);
            failures.Add(failure);
        }
    }

    private static Failure Current(List<Failure> failures)
    {
        if (failures.Count == 0)
        {
            failures.Add(new Failure());
        }

        return failures[^1];
    }

    private static ReadOnlySpan<char> Behind(string line, string word) => line.StartsWith(word, StringComparison.Ordinal) ? line.AsSpan(word.Length) : default;

    private static string? CounterOf(string line)
    {
        foreach (var word in Counters)
        {
            var rest = Behind(line, word);
            if (rest.Length > 0)
            {
                // x86 has the code segment before it: "0010:".
                return (rest.Length > 5 && rest[4] == ':' ? rest[5..] : rest).Trim().ToString();
            }
        }

        return null;
    }

    /// <returns>Whether the call trace goes on.</returns>
    private static bool AddFrame(Failure failure, string line)
    {
        if (KernelLine.Frame(line, TraceTrust.Text) is { } frame)
        {
            failure.Add(frame);
            return true;
        }

        // "<TASK>", "<IRQ>", "Exception stack(0x...)" and its words, or an address without a name.
        return line.StartsWith('<') || line.StartsWith('[') || line.StartsWith("Exception stack", StringComparison.Ordinal) || IsHexWords(line);
    }

    private static bool IsHexWords(string line) => line.Length > 0 && !line.AsSpan().ContainsAnyExcept(HexWords);

    private static Failure? Chosen(List<Failure> failures) =>
        failures.Find(f => f.Kind.Length > 0 && !f.IsPanic) ?? failures.Find(f => f.IsPanic && f.HasFrames) ?? failures.Find(f => f.Kind.Length > 0) ?? failures.Find(f => f.HasFrames);

    private sealed class Failure(bool isWarning = false)
    {
        private readonly List<TraceFrame> _frames = [];

        public string Kind { get; private set; } = "";

        public string Message { get; private set; } = "";

        public bool IsPanic { get; private set; }

        public TraceFrame? Counter { get; set; }

        public bool HasFrames => Counter is not null || _frames.Count > 0;

        public IReadOnlyList<TraceFrame> All => Counter is null ? _frames : [Counter, .. _frames];

        /// <summary>
        /// "Oops: 0002 [#1]" follows "BUG: kernel NULL pointer dereference", before any frame; a panic follows from an oops. A
        /// warning is neither.
        /// </summary>
        public bool Takes((string Kind, bool IsPanic) cause) =>
            Kind.Length == 0 ? !isWarning && (!HasFrames || cause.Kind == FatalException) : (!HasFrames && IsPanic == cause.IsPanic) || (!IsPanic && cause.IsPanic && cause.Kind == FatalException);

        public void Name((string Kind, bool IsPanic) cause, string line)
        {
            if (Kind.Length == 0 || (Kind == "oops" && !cause.IsPanic))
            {
                (Kind, IsPanic, Message) = (cause.Kind, cause.IsPanic, TextStack.Bounded(line, TextLimits.MaxMessage));
            }
        }

        public void Add(TraceFrame frame)
        {
            if (_frames.Count < TextLimits.MaxFrames)
            {
                _frames.Add(frame);
            }
        }
    }
}
