namespace Fleet.Grains.Traces;

/// <summary>In which order issues are listed: the greatest first, of equal ones the youngest.</summary>
public enum IssueSort
{
    LastSeen,
    Traces,
    Devices,
}
