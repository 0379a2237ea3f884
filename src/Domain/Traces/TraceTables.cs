namespace Fleet.Domain.Traces;

/// <summary>The texts of a trace and the modules of its frames, each once, in the order in which they come; text 0 is the empty one.</summary>
internal sealed class TraceTables
{
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly Dictionary<(string, string), int> _modules = [];

    public TraceTables(Trace trace)
    {
        foreach (var module in trace.Modules)
        {
            Add(module.Path);
            Add(module.BuildId);
        }

        foreach (var register in trace.Threads.SelectMany(t => t.Registers))
        {
            Add(register.Name);
        }

        foreach (var frame in trace.Threads.SelectMany(t => t.Frames))
        {
            Add(frame.Function);
            Add(frame.File);
            if (HasModule(frame) && !_modules.ContainsKey((frame.Module, frame.BuildId)))
            {
                _modules.Add((frame.Module, frame.BuildId), _modules.Count);
                Modules.Add((Add(frame.Module), Add(frame.BuildId)));
            }

            foreach (var variable in frame.Variables)
            {
                Add(variable.Name);
                Add(variable.Type);
                Add(variable.Value);
            }
        }
    }

    public List<string> Texts { get; } = [""];

    /// <summary>That frames are in.</summary>
    public List<(int Name, int BuildId)> Modules { get; } = [];

    public int TextOf(string text) => _texts[text];

    /// <summary>From 1; 0 for a frame that is in no module.</summary>
    public int ModuleOf(TraceFrame frame) => HasModule(frame) ? _modules[(frame.Module, frame.BuildId)] + 1 : 0;

    private static bool HasModule(TraceFrame frame) => frame.Module.Length > 0 || frame.BuildId.Length > 0;

    private int Add(string text)
    {
        if (_texts.TryGetValue(text, out var index))
        {
            return index;
        }

        index = Texts.Count;
        _texts.Add(text, index);
        Texts.Add(text);
        return index;
    }
}
