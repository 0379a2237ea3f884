namespace Fleet.Domain.Intake;

/// <summary>A bucket of a distribution.</summary>
/// <param name="Id">The same bucket has the same id in every reading of its layout; see <see cref="BucketIds"/>.</param>
/// <param name="Lower">Samples are not below.</param>
/// <param name="Upper">Nor above.</param>
/// <param name="Count">How many; not negative.</param>
public readonly record struct IntakeBucket(int Id, double Lower, double Upper, long Count);
