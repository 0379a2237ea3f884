namespace Fleet.Domain.Intake;

/// <summary>What became of a batch.</summary>
public sealed class IntakeOutcome
{
    private readonly Dictionary<string, int> _rejected = new(StringComparer.Ordinal);

    public int Accepted { get; private set; }

    /// <summary>Readings that are not newer than the last of their series: a batch that was sent again.</summary>
    public int Repeated { get; private set; }

    /// <summary>How many readings were refused, by reason.</summary>
    public IReadOnlyDictionary<string, int> Rejected => _rejected;

    internal void Accept() => Accepted++;

    internal void Repeat() => Repeated++;

    public void Reject(string reason) => _rejected[reason] = _rejected.GetValueOrDefault(reason) + 1;
}
