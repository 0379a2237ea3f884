using Fleet.Domain.Devices.Filters;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Alerts;

/// <summary>
/// The conditions of a project's alerts, ready to be asked: a report is compared with those only that it matches, however many there are. Of each condition one
/// comparison leads it here: the first with a number and an order (<c>&lt; &lt;= &gt; &gt;=</c>), whose thresholds lie in order, so that those which a value passes
/// are a run of them; else its first. The others are asked when the first holds.
/// </summary>
public sealed class AlertIndex
{
    private readonly IReadOnlyList<AlertCondition> _conditions;
    private readonly Dictionary<string, Lead> _leads;

    /// <param name="conditions">Each known by its place in this list from here on.</param>
    public AlertIndex(IReadOnlyList<AlertCondition> conditions)
    {
        _conditions = conditions;
        _leads = conditions
            .Select((condition, number) => (Term: LeadingTerm(condition), Number: number))
            .GroupBy(lead => lead.Term.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new Lead(group), StringComparer.Ordinal);
    }

    /// <summary>Metrics that lead a condition: a report without any of them matches none.</summary>
    public IEnumerable<string> Metrics => _leads.Keys;

    /// <param name="values">What a report says, by key of the metric, each once; of what does not count it says nothing.</param>
    /// <param name="matching">Gets the numbers of the conditions that hold, in no order.</param>
    public void Match(IReadOnlyDictionary<string, AttributeValue> values, List<int> matching)
    {
        var passed = new List<int>();
        foreach (var (key, value) in values)
        {
            if (_leads.TryGetValue(key, out var lead))
            {
                lead.AddPassed(value, passed);
            }
        }

        matching.AddRange(passed.Where(number => _conditions[number].Terms.Count == 1 || _conditions[number].Holds(values) == true));
    }

    private static LatestCondition LeadingTerm(AlertCondition condition) => condition.Terms.FirstOrDefault(IsOrdered) ?? condition.Terms[0];

    private static bool IsOrdered(LatestCondition term) =>
        term is { Operator: DeviceOperator.Less or DeviceOperator.LessOrEqual or DeviceOperator.Greater or DeviceOperator.GreaterOrEqual, Values: [{ Number: not null }] };

    /// <summary>The conditions that one metric leads.</summary>
    private sealed class Lead
    {
        private readonly ThresholdRun[] _runs;
        private readonly (LatestCondition Term, int Number)[] _others;

        public Lead(IEnumerable<(LatestCondition Term, int Number)> terms)
        {
            var byKind = terms.ToLookup(lead => IsOrdered(lead.Term));
            _runs = [.. byKind[true].GroupBy(lead => lead.Term.Operator).Select(group => new ThresholdRun(group.Key, group.Select(lead => (lead.Term.Values[0].Number!.Value, lead.Number))))];
            _others = [.. byKind[false]];
        }

        public void AddPassed(in AttributeValue value, List<int> passed)
        {
            if (value.Number is { } number)
            {
                foreach (var run in _runs)
                {
                    passed.AddRange(run.Passed(number));
                }
            }

            foreach (var (term, other) in _others)
            {
                if (term.Holds(value) == true)
                {
                    passed.Add(other);
                }
            }
        }
    }
}
