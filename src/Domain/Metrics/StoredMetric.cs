namespace Fleet.Domain.Metrics;

/// <summary>What a metric's name stands for in everything that is stored.</summary>
/// <param name="Ids">The numbers under which its values are stored: one for each key that devices have sent it by, that of its present name first.</param>
/// <param name="Range">Of its values.</param>
public sealed record StoredMetric(IReadOnlyList<int> Ids, ValidRange Range)
{
    public StoredMetric(int id)
        : this([id], ValidRange.Any)
    {
    }

    /// <summary>The number of its present name.</summary>
    public int Id => Ids[0];
}
