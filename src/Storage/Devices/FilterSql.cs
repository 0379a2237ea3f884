namespace Fleet.Storage.Devices;

/// <summary>A condition in SQL that holds for every device that a filter matches.</summary>
/// <param name="Condition">Null when SQL cannot tell anything of the filter.</param>
/// <param name="IsExact">It holds for no other device.</param>
internal readonly record struct FilterSql(string? Condition, bool IsExact)
{
    public static FilterSql None => default;

    public static FilterSql Exact(string condition) => new(condition, IsExact: true);
}
