namespace Fleet.Domain.Prometheus;

internal enum PromTokenKind
{
    End,
    Word,
    Number,
    Duration,
    String,
    Sign,
}
