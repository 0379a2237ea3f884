using System.Text;
using Fleet.Domain.Devices;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Devices;

/// <summary>
/// Puts the conditions of a filter into a statement, at its marker. Field names come from a fixed list and texts travel as values, so no
/// character of a text means anything.
/// </summary>
internal static class DeviceFilterSql
{
    private const string Marker = "/* and conditions */";

    /// <summary>
    /// Above every text with a prefix, and below the next prefix: the last code point, which is no character. A range of texts is exact
    /// where a LIKE would need its wildcards escaped, and it can use an index.
    /// </summary>
    private const string AboveAllTexts = "\U0010FFFF";

    public static SqlQuery Apply(SqlDialect dialect, SqlQuery query, DeviceFilter filter)
    {
        var conditions = new StringBuilder();
        var values = new List<object>(query.Values);
        foreach (var condition in filter.Conditions)
        {
            conditions.Append(" and ").Append(Compare(condition, values));
        }

        var text = SqlText.Of(dialect, query.Statement).Replace(Marker, conditions.ToString(), StringComparison.Ordinal);
        return new SqlQuery(query.Statement, [.. values]) { Text = text };
    }

    private static string Compare(DeviceCondition condition, List<object> values)
    {
        var column = Column(condition.Field);
        var value = Parameter(condition.Value, values);
        return condition.Operator switch
        {
            DeviceOperator.Equal => $"{column} = {value}",
            DeviceOperator.NotEqual => $"{column} <> {value}",
            DeviceOperator.StartsWith => $"{column} >= {value} and {column} < {Parameter(condition.Value + AboveAllTexts, values)}",
            var other => throw new ArgumentException($"operator {other} is not known", nameof(condition)),
        };
    }

    private static string Parameter(string value, List<object> values)
    {
        values.Add(value);
        return $"${values.Count}";
    }

    private static string Column(DeviceField field) => field switch
    {
        DeviceField.Serial => "serial",
        DeviceField.Nickname => "nickname",
        DeviceField.Cohort => "cohort",
        DeviceField.HardwareVersion => "hardware_version",
        DeviceField.SoftwareType => "software_type",
        DeviceField.SoftwareVersion => "software_version",
        _ => throw new ArgumentException($"field {field} is not known", nameof(field)),
    };
}
