using System.Globalization;
using Fleet.Domain.Devices.Filters;

namespace Fleet.Storage.Devices;

/// <summary>
/// Says in SQL what it can of a filter: texts and times exactly, of patterns how they begin; of versions' order, attributes and metrics
/// nothing. Column names come from a fixed list and texts travel as values, so no character of a text means anything.
/// </summary>
/// <param name="nowMs">Milliseconds since 1970 UTC.</param>
/// <param name="values">Of the statement so far; those of the condition are added.</param>
internal sealed class DeviceFilterSql(long nowMs, List<object> values)
{
    public FilterSql Compile(DeviceFilter filter)
    {
        var before = values.Count;
        var sql = filter switch
        {
            AllOfFilter all => AllOf(all),
            AnyOfFilter any => AnyOf(any),
            NotFilter not => Not(not),
            FieldCondition field => Field(field),
            TimeCondition time => FilterSql.Exact($"{Column(time.Field)} {Sign(time.Operator)} {Parameter(time.Value.Resolve(nowMs))}"),
            _ => FilterSql.None,
        };
        if (sql.Condition is null)
        {
            values.RemoveRange(before, values.Count - before);
        }

        return sql;
    }

    /// <summary>What cannot be said of a part is left out: more devices pass.</summary>
    private FilterSql AllOf(AllOfFilter all)
    {
        var parts = all.Filters.Select(Compile).ToList();
        var known = parts.Where(part => part.Condition is not null).Select(part => part.Condition).ToList();
        return parts.Count > 0 && known.Count == 0
            ? FilterSql.None
            : new FilterSql(parts.Count == 0 ? "1 = 1" : $"({string.Join(" and ", known)})", parts.All(part => part.IsExact));
    }

    private FilterSql AnyOf(AnyOfFilter any)
    {
        var parts = any.Filters.Select(Compile).ToList();
        return parts.Exists(part => part.Condition is null)
            ? FilterSql.None
            : new FilterSql(parts.Count == 0 ? "1 = 0" : $"({string.Join(" or ", parts.Select(part => part.Condition))})", parts.All(part => part.IsExact));
    }

    /// <summary>The opposite of a condition that holds for too many would hold for too few.</summary>
    private FilterSql Not(NotFilter not) => Compile(not.Other) is { IsExact: true } other ? FilterSql.Exact($"not ({other.Condition})") : FilterSql.None;

    private FilterSql Field(FieldCondition condition)
    {
        var column = Column(condition.Field);
        return condition.Operator switch
        {
            DeviceOperator.Equal => FilterSql.Exact($"{column} in ({Parameters(condition.Values)})"),
            DeviceOperator.NotEqual => FilterSql.Exact($"{column} not in ({Parameters(condition.Values)})"),
            DeviceOperator.StartsWith => FilterSql.Exact(StartsWith(column, condition.Values[0])),
            DeviceOperator.Like => Like(column, new GlobPattern(condition.Values[0])),
            _ when condition.Field == DeviceField.SoftwareVersion => FilterSql.None,
            var order => FilterSql.Exact($"{column} {Sign(order)} {Parameter(condition.Values[0])}"),
        };
    }

    private FilterSql Like(string column, GlobPattern pattern) => pattern.IsLiteral
        ? FilterSql.Exact($"{column} = {Parameter(pattern.LiteralPrefix)}")
        : new FilterSql(StartsWith(column, pattern.LiteralPrefix), pattern.IsPrefix);

    /// <summary>A range of texts is exact where a LIKE would need its wildcards escaped, and it can use an index.</summary>
    private string StartsWith(string column, string prefix) => TextAfter.AllThatBeginWith(prefix) is { } end
        ? $"({column} >= {Parameter(prefix)} and {column} < {Parameter(end)})"
        : $"{column} >= {Parameter(prefix)}";

    private string Parameters(IEnumerable<string> texts) => string.Join(", ", texts.Select(Parameter));

    private string Parameter(object value)
    {
        values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${values.Count}");
    }

    private static string Sign(DeviceOperator comparison) => comparison switch
    {
        DeviceOperator.Equal => "=",
        DeviceOperator.NotEqual => "<>",
        DeviceOperator.Less => "<",
        DeviceOperator.LessOrEqual => "<=",
        DeviceOperator.Greater => ">",
        DeviceOperator.GreaterOrEqual => ">=",
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "not an operator of SQL"),
    };

    private static string Column(DeviceTimeField field) => field switch
    {
        DeviceTimeField.FirstSeen => "first_seen",
        DeviceTimeField.LastSeen => "last_seen",
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "no such field"),
    };

    private static string Column(DeviceField field) => field switch
    {
        DeviceField.Serial => "serial",
        DeviceField.Nickname => "nickname",
        DeviceField.Cohort => "cohort",
        DeviceField.HardwareVersion => "hardware_version",
        DeviceField.SoftwareType => "software_type",
        DeviceField.SoftwareVersion => "software_version",
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "no such field"),
    };
}
