namespace Fleet.Grains.Retention;

/// <summary>How much went, or would go.</summary>
/// <param name="Rows">Of tables, and reports of column files.</param>
/// <param name="Files">Column files, and attachments that were let go of.</param>
/// <param name="Bytes">Of these files. What rows take is not known.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.Removed")]
public readonly record struct Removed([property: Id(0)] long Rows, [property: Id(1)] long Files, [property: Id(2)] long Bytes)
{
    public static Removed operator +(Removed a, Removed b) => new(a.Rows + b.Rows, a.Files + b.Files, a.Bytes + b.Bytes);
}
