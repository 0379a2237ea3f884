namespace Fleet.Domain.Devices.Filters;

internal enum FilterTokenKind
{
    End,
    Word,
    String,
    Operator,

    /// <summary>A parenthesis or a comma.</summary>
    Mark,
}
