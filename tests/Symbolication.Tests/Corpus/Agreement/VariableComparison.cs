using Fleet.Domain.Traces;
using Fleet.Symbolication.Tests.Corpus.Oracle;

namespace Fleet.Symbolication.Tests.Corpus.Agreement;

/// <summary>Counts where two debuggers agree in scalars: of a variable that both know, those that both have.</summary>
internal sealed class VariableComparison(string what)
{
    /// <summary>Scalars that both have.</summary>
    public int Compared { get; private set; }

    public int Equal { get; private set; }

    public int OnlyOurs { get; private set; }

    public int OnlyTheirs { get; private set; }

    public List<string> Differences { get; } = [];

    /// <summary>What one has and the other has not.</summary>
    public List<string> Missing { get; } = [];

    /// <summary>Frame by frame, as long as both are at the same place.</summary>
    public void Add(OracleThread thread, IReadOnlyList<OurFunction> ours)
    {
        for (var i = 0; i < Math.Min(thread.Frames.Count, ours.Count); i++)
        {
            if (thread.Frames[i].Pc == ours[i].Pc && thread.Frames[i].Inlined == ours[i].IsInlined)
            {
                Add(thread.Id, thread.Frames[i], thread.Variables[i], ours[i].Variables);
            }
        }
    }

    private void Add(int thread, OracleFrame frame, IReadOnlyList<OracleVariable> theirs, IReadOnlyList<TraceVariable> ours)
    {
        // Of two of a name the inner one comes first here and there.
        var own = ours.GroupBy(variable => variable.Name, StringComparer.Ordinal).ToDictionary(same => same.Key, same => new Queue<TraceVariable>(same), StringComparer.Ordinal);
        foreach (var their in theirs)
        {
            var place = $"{what} thread {thread} {frame.Function} {their.Name}";
            if (own.TryGetValue(their.Name, out var same) && same.TryDequeue(out var our))
            {
                Compare(place, ValueLeaves.Of(their.Value), ValueLeaves.Of(our.Value), their.Value, our.Value);
            }
            else if (ValueLeaves.Of(their.Value).Values.Any(leaf => leaf != ValueLeaves.None))
            {
                OnlyTheirs++;
                Missing.Add($"{place}: gdb {their.Value}, we have no such variable");
            }
        }
    }

    private void Compare(string place, IReadOnlyDictionary<string, string> theirs, IReadOnlyDictionary<string, string> ours, string their, string our)
    {
        var (onlyOurs, onlyTheirs) = (0, 0);
        foreach (var (path, leaf) in theirs)
        {
            if (leaf == ValueLeaves.None)
            {
                continue;
            }

            if (!ours.TryGetValue(path, out var own) || own == ValueLeaves.None)
            {
                onlyTheirs++;
                continue;
            }

            Compared++;
            if (AreSame(leaf, own))
            {
                Equal++;
            }
            else
            {
                Differences.Add($"{place}{path}: gdb {leaf}, we {own} (gdb {their}, we {our})");
            }
        }

        onlyOurs = ours.Count(leaf => leaf.Value != ValueLeaves.None && (!theirs.TryGetValue(leaf.Key, out var their) || their == ValueLeaves.None));
        (OnlyOurs, OnlyTheirs) = (OnlyOurs + onlyOurs, OnlyTheirs + onlyTheirs);
        if (onlyOurs > 0 || onlyTheirs > 0)
        {
            Missing.Add($"{place}: gdb {their}, we {our}");
        }
    }

    /// <summary>Of a string that is cut, as far as it goes.</summary>
    private static bool AreSame(string their, string our)
    {
        if (their == our)
        {
            return true;
        }

        if (their.StartsWith('"') && our.StartsWith('"') && (their.EndsWith("...", StringComparison.Ordinal) || our.EndsWith("...", StringComparison.Ordinal)))
        {
            var (one, other) = (their.TrimEnd('.', '"'), our.TrimEnd('.', '"'));
            return one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal);
        }

        return false;
    }
}
