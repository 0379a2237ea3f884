using CsCheck;

namespace Fleet.Domain.Tests.Traces;

internal static class Pick
{
    /// <summary>Any of these.</summary>
    public static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
