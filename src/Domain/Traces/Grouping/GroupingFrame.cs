namespace Fleet.Domain.Traces.Grouping;

/// <summary>A frame as signatures have it.</summary>
/// <param name="Key">Module and function; module, build-id and offset without symbols.</param>
/// <param name="IsPast">Whether the project's rules go on past it: it does not count.</param>
internal readonly record struct GroupingFrame(string Key, bool IsPast)
{
    /// <param name="frame">The frame.</param>
    /// <param name="name">Its function as signatures have it; empty without symbols.</param>
    public static string KeyOf(TraceFrame frame, string name)
    {
        var module = ModuleName.Canonical(frame.Module);
        return name.Length == 0 ? $"{module}@{frame.BuildId}+{frame.Offset:x}" : module.Length == 0 ? name : $"{module}!{name}";
    }
}
