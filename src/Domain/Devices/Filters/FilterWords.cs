namespace Fleet.Domain.Devices.Filters;

/// <summary>The words and signs of the language, for reading and for writing.</summary>
internal static class FilterWords
{
    public const string And = "and";
    public const string Or = "or";
    public const string Not = "not";
    public const string In = "in";
    public const string Ago = "ago";

    public static Dictionary<string, DeviceField> Fields { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["serial"] = DeviceField.Serial,
        ["nickname"] = DeviceField.Nickname,
        ["cohort"] = DeviceField.Cohort,
        ["hardware_version"] = DeviceField.HardwareVersion,
        ["software_type"] = DeviceField.SoftwareType,
        ["software_version"] = DeviceField.SoftwareVersion,
    };

    public static Dictionary<string, DeviceTimeField> Times { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["first_seen"] = DeviceTimeField.FirstSeen,
        ["last_seen"] = DeviceTimeField.LastSeen,
    };

    /// <summary>What stands before a key that is looked for in one place only.</summary>
    public static Dictionary<string, LatestSource> Sources { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["attribute."] = LatestSource.Attribute,
        ["metric."] = LatestSource.Metric,
    };

    public static Dictionary<string, DeviceOperator> Operators { get; } = new(StringComparer.Ordinal)
    {
        ["="] = DeviceOperator.Equal,
        ["!="] = DeviceOperator.NotEqual,
        ["^="] = DeviceOperator.StartsWith,
        ["~"] = DeviceOperator.Like,
        ["<"] = DeviceOperator.Less,
        ["<="] = DeviceOperator.LessOrEqual,
        [">"] = DeviceOperator.Greater,
        [">="] = DeviceOperator.GreaterOrEqual,
    };

    /// <summary>Names of functions, before a parenthesis; elsewhere they are keys.</summary>
    public static Dictionary<string, WindowFunction> Functions { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["any"] = WindowFunction.Any,
        ["all"] = WindowFunction.All,
        ["avg"] = WindowFunction.Average,
        ["min"] = WindowFunction.Min,
        ["max"] = WindowFunction.Max,
        ["sum"] = WindowFunction.Sum,
        ["count"] = WindowFunction.Count,
    };

    /// <summary>Units of a time ago, in milliseconds.</summary>
    public static Dictionary<char, long> Units { get; } = new()
    {
        ['s'] = 1000,
        ['m'] = 60 * 1000,
        ['h'] = 60 * 60 * 1000,
        ['d'] = 24 * 60 * 60 * 1000,
        ['w'] = 7 * 24 * 60 * 60 * 1000,
    };

    public static string NameOf(DeviceField field) => NameIn(Fields, field);

    public static string NameOf(DeviceTimeField field) => NameIn(Times, field);

    public static string NameOf(DeviceOperator comparison) => NameIn(Operators, comparison);

    public static string NameOf(WindowFunction function) => NameIn(Functions, function);

    public static string PrefixOf(LatestSource source) => source == LatestSource.Either ? "" : NameIn(Sources, source);

    private static string NameIn<T>(Dictionary<string, T> names, T named)
        where T : struct, Enum => names.First(name => EqualityComparer<T>.Default.Equals(name.Value, named)).Key;
}
