using System.CommandLine;
using Fleet.Cli.Commands;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Fleet.Cli.Observations;

/// <summary>A stretch of time: <c>--since</c>, or <c>--from</c> and <c>--to</c>.</summary>
internal sealed class TimeOptions
{
    private readonly Option<TimeSpan?> _since = TypedOption.Duration("--since", "From this long ago on, e.g. 24h, 7d.");
    private readonly Option<DateTimeOffset?> _from = TypedOption.Time("--from", "From this time on, e.g. 2026-03-01T14:00:00Z.");
    private readonly Option<DateTimeOffset?> _to = TypedOption.Time("--to", "Up to, without, this time; now when left out.");

    /// <param name="command">Gets the options.</param>
    /// <param name="mustBegin">Whether a start has to be given.</param>
    public void AddTo(Command command, bool mustBegin = false)
    {
        command.Options.Add(_since);
        command.Options.Add(_from);
        command.Options.Add(_to);
        command.Validators.Add(result =>
        {
            var given = new Option[] { _since, _from }.Count(o => result.GetResult(o) is { Implicit: false });
            if (given > 1)
            {
                result.AddError("--since and --from exclude each other");
            }
            else if (given == 0 && mustBegin)
            {
                result.AddError("give --since, or --from");
            }
        });
    }

    /// <summary>Null where nothing was said.</summary>
    public Timestamp? Start(ParseResult parsed, DateTimeOffset now) =>
        (parsed.GetValue(_from) ?? now - parsed.GetValue(_since)) is { } start ? Timestamp.FromDateTimeOffset(start) : null;

    /// <summary>Null where nothing was said.</summary>
    public Timestamp? End(ParseResult parsed) => parsed.GetValue(_to) is { } end ? Timestamp.FromDateTimeOffset(end) : null;
}
