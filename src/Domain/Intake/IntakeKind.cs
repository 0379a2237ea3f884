namespace Fleet.Domain.Intake;

/// <summary>What a reading is of. The numbers are stored: never renumber.</summary>
public enum IntakeKind
{
    /// <summary>A value that goes up and down.</summary>
    Gauge = 1,

    /// <summary>A total that only grows, or what was added to it.</summary>
    Counter = 2,

    /// <summary>Counts of samples by bucket.</summary>
    Distribution = 3,
}
