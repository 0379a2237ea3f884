namespace Fleet.Cli.Output;

/// <summary>Numbers in tables: all digits before the point, six significant digits at least. JSON has them to the bit.</summary>
internal static class NumberText
{
    public static string Of(long value) => value.ToString();

    /// <summary>With a word that takes an s where it is not one: <c>1 file</c>, <c>2 files</c>.</summary>
    public static string Of(long count, string what) => $"{Of(count)} {what}{(count == 1 ? "" : "s")}";

    public static string Of(double? value) => value switch
    {
        null => "",
        { } whole when Math.Abs(whole) < 1e15 && Math.Truncate(whole) == whole => ((long)whole).ToString(),
        { } large when Math.Abs(large) is >= 1e5 and < 1e15 => large.ToString("F0"),
        { } other => other.ToString("G6"),
    };

    public static string Bytes(double bytes) => bytes switch
    {
        < 10_000 => $"{bytes:f0} B",
        < 10_000_000 => $"{bytes / 1e3:f0} kB",
        _ => $"{bytes / 1e6:f0} MB",
    };
}
