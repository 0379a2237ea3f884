using Fleet.Api.V1;
using Fleet.Domain.Releases;
using Fleet.Gateway.Api;
using Fleet.Grains.Columns;

namespace Fleet.Gateway.Vitals;

/// <summary>Vitals as they come, by group and period.</summary>
/// <param name="query">What was asked for.</param>
internal sealed class VitalRows(ColumnQuery query)
{
    private static readonly VitalKind[] Kinds = [.. Enum.GetValues<VitalKind>().Where(k => k != VitalKind.Unspecified)];

    private readonly Dictionary<(string Group, string Version, long StartMs), Dictionary<VitalKind, Vital>> _rows = [];

    /// <param name="group">Cohort, or type of the software; empty without grouping.</param>
    /// <param name="version">Of the software; else empty.</param>
    /// <param name="startMs">Of the period.</param>
    /// <param name="kind">Which.</param>
    /// <param name="value">Null when it says nothing.</param>
    /// <param name="population">Devices that it is made of.</param>
    public void Set(string group, string version, long startMs, VitalKind kind, double? value, long population)
    {
        var vital = new Vital { Kind = kind, Population = population };
        if (value is { } known)
        {
            vital.Value = known;
        }

        RowOf((group, version, startMs))[kind] = vital;
    }

    public QueryVitalsResponse ToAnswer()
    {
        if (_rows.Count == 0 && query is { StepMs: 0, Grouping: ColumnGrouping.None })
        {
            RowOf(("", "", query.FromMs));
        }

        var answer = new QueryVitalsResponse();
        var ordered = _rows
            .OrderBy(r => r.Key.StartMs)
            .ThenBy(r => r.Key.Group, StringComparer.Ordinal)
            .ThenByDescending(r => r.Key.Version, VersionOrder.Instance);
        foreach (var ((group, version, startMs), vitals) in ordered)
        {
            var bySoftware = query.Grouping == ColumnGrouping.Software;
            var row = new VitalsRow
            {
                Cohort = bySoftware ? "" : group,
                SoftwareType = bySoftware ? group : "",
                SoftwareVersion = version,
                StartTime = TimeRange.Stamp(startMs),
                EndTime = TimeRange.Stamp(query.StepMs == 0 ? query.ToMs : startMs + query.StepMs),
            };
            row.Vitals.AddRange(Kinds.Select(k => vitals.GetValueOrDefault(k) ?? new Vital { Kind = k }));
            answer.Rows.Add(row);
        }

        return answer;
    }

    private Dictionary<VitalKind, Vital> RowOf((string Group, string Version, long StartMs) key)
    {
        if (!_rows.TryGetValue(key, out var row))
        {
            _rows[key] = row = [];
        }

        return row;
    }
}
