namespace Fleet.Symbolication.Dwarf;

/// <summary>How a function is called.</summary>
/// <param name="Scoped">Its namespaces, types and itself, joined by <c>::</c>, without arguments, results, template arguments and ordinals: the same for every compiler. Empty when it has none.</param>
/// <param name="Display">The same with template arguments and ordinals, for people.</param>
/// <param name="Linkage">The mangled name; empty when there is none, as in C.</param>
public sealed record FunctionName(string Scoped, string Display, string Linkage)
{
    public static FunctionName Unknown { get; } = new("", "", "");

    public bool IsKnown => Scoped.Length > 0;
}
