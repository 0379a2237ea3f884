namespace Fleet.Grains.Traces;

/// <summary>An issue whose row is to be made again.</summary>
/// <param name="Project">Whose.</param>
/// <param name="Issue">Its id.</param>
/// <param name="Stamp">Read before anything that the row is made of.</param>
public readonly record struct StaleIssue(string Project, long Issue, long Stamp);
