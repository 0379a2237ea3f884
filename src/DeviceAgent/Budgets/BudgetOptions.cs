namespace Fleet.DeviceAgent.Budgets;

/// <summary>What attachments may cost, in bytes sent; 0 is no bound. Entries are always sent: they are small, and the budget's own figures are among them.</summary>
/// <param name="PerDay">All that is sent in a UTC day.</param>
/// <param name="PerMonth">All that is sent in a UTC month.</param>
/// <param name="LogsPerDay">Log files.</param>
/// <param name="CoredumpsPerDay">Coredumps.</param>
/// <param name="RecordingsPerDay">Recordings.</param>
/// <param name="MeteredPerDay">All that is sent in a day while the way to the server is a metered interface. What went by other ways does not count.</param>
/// <param name="MeteredInterfaces">Names of interfaces that cost money; <c>*</c> at the end stands for any rest.</param>
internal sealed record BudgetOptions(
    long PerDay,
    long PerMonth,
    long LogsPerDay,
    long CoredumpsPerDay,
    long RecordingsPerDay,
    long MeteredPerDay,
    IReadOnlyList<string> MeteredInterfaces)
{
    public static readonly BudgetOptions None = new(0, 0, 0, 0, 0, 0, []);
}
