namespace Fleet.Domain.Traces.Grouping;

/// <summary>
/// How a project's traces are grouped, as its people wrote it. Of the rules <c>app</c> and <c>system</c> the first that matches a frame decides; a frame that
/// none matches is of the system when its module is one of <see cref="SystemModules"/>, and else of the application, unless there are rules for that.
/// </summary>
public sealed class GroupingRules
{
    private readonly GroupingRule[] _origins;
    private readonly GroupingRule[] _skips;
    private readonly GroupingRule[] _pasts;

    internal GroupingRules(string text, IReadOnlyList<GroupingRule> rules)
    {
        Text = text;
        All = rules;
        _origins = [.. rules.Where(r => r.Action is GroupingAction.App or GroupingAction.System)];
        _skips = [.. rules.Where(r => r.Action == GroupingAction.Skip)];
        _pasts = [.. rules.Where(r => r.Action == GroupingAction.Past)];
        NamesApplication = Array.Exists(_origins, r => r.Action == GroupingAction.App);
    }

    /// <summary>Those of a project whose people wrote none.</summary>
    public static GroupingRules None { get; } = new("", []);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>In the order of their lines.</summary>
    public IReadOnlyList<GroupingRule> All { get; }

    /// <summary>Whether there are rules that say what is of the application: then all else is not.</summary>
    public bool NamesApplication { get; }

    /// <exception cref="GroupingRulesException">The text is none; the message says where and what would be right.</exception>
    public static GroupingRules Parse(string text) => GroupingRulesParser.Parse(text);

    /// <returns>Null when no rule says.</returns>
    public GroupingAction? OriginOf(TraceFrame frame, string name) => Array.Find(_origins, r => r.Matches(frame, name))?.Action;

    public bool Skips(TraceFrame frame, string name) => Array.Exists(_skips, r => r.Matches(frame, name));

    public bool GoesPast(TraceFrame frame, string name) => Array.Exists(_pasts, r => r.Matches(frame, name));
}
