using Fleet.Domain.Traces;
using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Processing;

/// <summary>Makes a trace's frames of places in code: one for the function, and one for each call inlined at the place, the innermost first.</summary>
internal sealed class FrameBuilder(TraceTexts texts)
{
    /// <summary>Frames of all threads together; those beyond have no function and no line of their own, since they are not there.</summary>
    public const int MaxFrames = 131_072;

    private int _count;

    // Of the frame before: most have the same.
    private LoadedModule? _module;
    private string _moduleName = "";
    private string _moduleId = "";

    /// <summary>Whether no more frames are taken.</summary>
    public bool IsFull => _count >= MaxFrames;

    /// <summary>Adds a frame that was unwound, until the thread has <see cref="TraceLimits.MaxFrames"/>.</summary>
    /// <param name="sources">What is known of its address, the innermost first.</param>
    /// <param name="variables">Of each of those; none where nobody has read them.</param>
    public void Add(List<TraceFrame> to, StackFrame frame, IReadOnlyList<SourceFrame> sources, IReadOnlyList<IReadOnlyList<TraceVariable>> variables)
    {
        if (frame.Module is { } of && !ReferenceEquals(of, _module))
        {
            (_module, _moduleName, _moduleId) = (of, texts.FileName(of.Path), texts.Text(of.BuildId));
        }

        var place = frame.Module is { } module
            ? new TraceFrame(_moduleName, _moduleId, frame.Pc - module.Start, "", "", 0, IsInlined: false, TrustOf(frame.Trust))
            : new TraceFrame("", "", frame.Pc, "", "", 0, IsInlined: false, TrustOf(frame.Trust));
        Add(to, place, sources, variables);
    }

    /// <param name="place">Without function and line.</param>
    public void Add(List<TraceFrame> to, TraceFrame place, IReadOnlyList<SourceFrame> sources) => Add(to, place, sources, []);

    private void Add(List<TraceFrame> to, TraceFrame place, IReadOnlyList<SourceFrame> sources, IReadOnlyList<IReadOnlyList<TraceVariable>> variables)
    {
        if (sources.Count == 0)
        {
            Add(to, place);
            return;
        }

        for (var i = 0; i < sources.Count; i++)
        {
            var source = sources[i];
            Add(to, place with
            {
                Function = texts.Function(source.Function.Scoped),
                File = texts.Text(source.Line?.File ?? ""),
                Line = source.Line?.Line ?? 0,
                IsInlined = source.IsInlined,
                Variables = i < variables.Count ? variables[i] : [],
            });
        }
    }

    private void Add(List<TraceFrame> to, TraceFrame frame)
    {
        if (to.Count < TraceLimits.MaxFrames && !IsFull)
        {
            to.Add(frame);
            _count++;
        }
    }

    private static TraceTrust TrustOf(FrameTrust trust) => trust switch
    {
        FrameTrust.Context => TraceTrust.Context,
        FrameTrust.Cfi => TraceTrust.Cfi,
        FrameTrust.Exidx => TraceTrust.Exidx,
        FrameTrust.LinkRegister => TraceTrust.LinkRegister,
        FrameTrust.FramePointer => TraceTrust.FramePointer,
        _ => TraceTrust.Scan,
    };
}
