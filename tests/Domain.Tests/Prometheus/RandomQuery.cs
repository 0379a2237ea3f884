using System.Globalization;

namespace Fleet.Domain.Tests.Prometheus;

/// <summary>Queries that are well formed and of the right types, over the series of <see cref="RandomFleet"/>.</summary>
internal sealed class RandomQuery(Random random)
{
    private static readonly string[] Labels = ["cohort", "software_version", "key"];

    public string Vector(int depth) => depth == 0 ? Selector() : random.Next(10) switch
    {
        0 => Selector(),
        1 => $"({Vector(depth - 1)})",
        2 => $"-{Vector(depth - 1)}",
        3 => $"{Pick("abs", "ceil", "floor", "sgn", "sort")}({Vector(depth - 1)})",
        4 => $"{Pick("clamp_min", "clamp_max", "round")}({Vector(depth - 1)}, {Scalar(depth - 1)})",
        5 => $"{Pick("sum", "avg", "min", "max", "count")}{Grouping()}({Vector(depth - 1)})",
        6 => $"{Pick("topk", "bottomk", "quantile")}{Grouping()}({Scalar(depth - 1)}, {Vector(depth - 1)})",
        7 => OverTime(),
        8 => random.Next(2) == 0 ? $"{Vector(depth - 1)} {Arithmetic()} {Scalar(depth - 1)}" : $"({Scalar(depth - 1)}) {Arithmetic()} ({Vector(depth - 1)})",
        _ => $"({Vector(depth - 1)}) {Matched()} ({Vector(depth - 1)})",
    };

    private string Scalar(int depth) => depth == 0 ? Number() : random.Next(5) switch
    {
        0 => $"scalar({Vector(depth - 1)})",
        1 => $"({Scalar(depth - 1)} {Pick("+", "-", "*", "/", "%", "== bool", "< bool")} {Scalar(depth - 1)})",
        2 => $"-({Scalar(depth - 1)})",
        _ => Number(),
    };

    private string Number() => random.Next(8) switch
    {
        0 => "0.5",
        1 => "-3",
        2 => "NaN",
        3 => "0x10",
        _ => random.Next(6).ToString(CultureInfo.InvariantCulture),
    };

    private string Selector()
    {
        var name = Pick("fleet:x:sum", "cohort:x:sum", "cohort:x:mean", "version:x:sum", "version:y:max", "fleet:z:mean");
        var matchers = Enumerable.Range(0, random.Next(3)).Select(_ => Pick(
            "cohort=\"a\"", "cohort!=\"b\"", "cohort=~\"a|c\"", "cohort!~\"(b)\"", "software_version=\"1\"", "cohort=~\"\"", "key=\"\"")).ToList();
        var offset = random.Next(6) == 0 ? $" offset {Pick("1h", "-2h", "90m")}" : "";
        return name + (matchers.Count > 0 ? $"{{{string.Join(',', matchers)}}}" : "") + offset;
    }

    private string OverTime()
    {
        var function = Pick(
            "sum_over_time", "avg_over_time", "min_over_time", "max_over_time", "count_over_time", "last_over_time", "delta", "increase", "rate", "quantile_over_time");
        var selector = function is "increase" or "rate" ? Pick("fleet:x:sum", "cohort:x:sum", "version:x:sum") : Pick("cohort:x:mean", "version:y:max");
        return $"{function}({(function == "quantile_over_time" ? "0.3, " : "")}{selector}[{Pick("1h", "90m", "5h", "1d")}]{(random.Next(4) == 0 ? " offset 3h" : "")})";
    }

    private string Arithmetic() => Pick("+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "== bool", "> bool");

    private string Matched()
    {
        var matching = random.Next(3) == 0 ? "" : $" {Pick("on", "ignoring")} ({SomeLabels()})";
        if (random.Next(3) == 0)
        {
            return Pick("and", "or", "unless") + matching;
        }

        var group = matching.Length > 0 && random.Next(2) == 0 ? $" {Pick("group_left", "group_right")} ({(matching.Contains("key", StringComparison.Ordinal) ? "" : "key")})" : "";
        return Arithmetic() + matching + group;
    }

    private string Grouping() => random.Next(3) switch
    {
        0 => "",
        1 => $" by ({SomeLabels()}) ",
        _ => $" without ({SomeLabels()}) ",
    };

    private string SomeLabels() => string.Join(", ", Labels.Where(_ => random.Next(2) == 0));

    private string Pick(params string[] of) => of[random.Next(of.Length)];
}
