using Fleet.Domain.Devices.Filters;

namespace Fleet.Domain.Traces.Grouping;

/// <summary>One line of a project's rules.</summary>
/// <param name="Action">What is done with the frames that match.</param>
/// <param name="Subject">What of them is looked at.</param>
/// <param name="Pattern"><c>*</c> and <c>?</c> are wildcards.</param>
/// <param name="Line">Of the text, from 1.</param>
public sealed record GroupingRule(GroupingAction Action, GroupingSubject Subject, string Pattern, int Line)
{
    private readonly GlobPattern _glob = new(Pattern);

    /// <param name="frame">The frame.</param>
    /// <param name="name">Its function as signatures have it; empty without symbols.</param>
    public bool Matches(TraceFrame frame, string name) => Subject switch
    {
        GroupingSubject.Module => frame.Module.Length > 0 && (_glob.Matches(frame.Module) || _glob.Matches(ModuleName.Canonical(frame.Module))),
        GroupingSubject.Path => frame.File.Length > 0 && _glob.Matches(frame.File),
        GroupingSubject.Function => name.Length > 0 && _glob.Matches(name),
        _ => frame.BuildId.Length > 0 && _glob.Matches(frame.BuildId),
    };
}
