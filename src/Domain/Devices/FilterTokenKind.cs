namespace Fleet.Domain.Devices;

internal enum FilterTokenKind
{
    End,
    Word,
    String,
    Operator,
}
