namespace Fleet.Grains.Grouping;

/// <summary>
/// How the traces of one project are grouped: the rules, who set them and what they were; and, after a change, the way of the stored traces to the new rules. Key:
/// <c>grouping/{project}</c>.
/// </summary>
[Alias("fleet.IGroupingGrain")]
public interface IGroupingGrain : IGrainWithStringKey
{
    /// <summary>The rules with what is known of them.</summary>
    [Alias("Get")]
    Task<GroupingSetting> Get();

    /// <summary>For who groups: the rules of now, and those that stored traces have not followed yet. Null when that is the version that is known.</summary>
    [Alias("Read")]
    Task<GroupingCopy?> Read(long knownVersion);

    /// <summary>Sets the rules, and has the stored traces follow them; durable when it returns. The same text changes nothing.</summary>
    /// <param name="text">See <c>GroupingRules</c>; empty for none.</param>
    /// <param name="by">Who says so.</param>
    /// <exception cref="ArgumentException">It is none; the message begins with <c>rules</c> and has line and column.</exception>
    [Alias("Set")]
    Task<GroupingSetting> Set(string text, string by);

    /// <summary>Goes on with the stored traces, if there are some to go.</summary>
    [Alias("Wake")]
    Task Wake();

    /// <summary>Returns when all stored traces have followed.</summary>
    [Alias("Drain")]
    Task Drain();
}
