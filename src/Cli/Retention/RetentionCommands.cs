using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Retention;

/// <summary><c>projects retention show</c> and <c>set</c>.</summary>
internal static class RetentionCommands
{
    private static readonly RetentionKind[] Kinds = [RetentionKind.Reports, RetentionKind.Rollups, RetentionKind.Logs, RetentionKind.Traces, RetentionKind.Coredumps];

    public static Command Create(CliEnvironment environment) => new("retention", "How long the project keeps what.") { Show(environment), Set(environment) };

    private static ExampleCommand Show(CliEnvironment environment)
    {
        var command = new ExampleCommand(
            "show",
            "Shows how long each kind is kept, from when on there is data of it, and what has expired so far. "
            + "reports: one by one, and the processing log; rollups: sums by hour and day; logs; traces: reboots, traces and crashes; coredumps: with recordings and telemetry.",
            "fleet projects retention show");
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Retention.GetRetentionAsync(
                new GetRetentionRequest { Project = context.Project }, cancellationToken: context.Cancellation);
            context.Print(answer, () => Table(answer.Retention));
            context.Note(RunText(answer.Retention));
        });
        return command;
    }

    private static ExampleCommand Set(CliEnvironment environment)
    {
        var options = Kinds.ToDictionary(kind => kind, kind => Days($"--{Name(kind)}", $"How long to keep {Name(kind)}: a number of days, e.g. 30d, or forever."));
        var dryRun = new Option<bool>("--dry-run") { Description = "Only says what would go." };
        var yes = new Option<bool>("--yes") { Description = "Delete what is older. Without it a change that deletes something is refused." };
        var command = new ExampleCommand(
            "set",
            "Changes how long kinds are kept. What is left out stays. What is older than a shorter time goes within an hour and does not come back when the time is made longer again; "
            + "what arrives late and is older is acknowledged to the device, not kept, and shows in 'fleet processing list'. The event log is kept as long as any kind but rollups: see 'fleet storage'.",
            "fleet projects retention set --logs 14d --dry-run",
            "fleet projects retention set --logs 14d --yes",
            "fleet projects retention set --rollups forever");
        foreach (var option in options.Values)
        {
            command.Options.Add(option);
        }

        command.Options.Add(dryRun);
        command.Options.Add(yes);
        command.Validators.Add(result =>
        {
            if (!options.Values.Any(option => result.GetResult(option) is { Implicit: false }) && result.GetResult(dryRun) is null or { Implicit: true })
            {
                result.AddError($"say what to change: {string.Join(", ", options.Values.Select(o => o.Name))}");
            }
        });
        command.SetApiAction(environment, async context =>
        {
            var request = new UpdateRetentionRequest { Project = context.Project, DryRun = true };
            request.Changes.AddRange(options
                .Select(o => (Kind: o.Key, Days: context.Parsed.GetValue(o.Value)))
                .Where(o => o.Days is not null)
                .Select(o => new RetentionChange { Kind = o.Kind, Days = o.Days!.Value }));
            var answer = await context.Api.Retention.UpdateRetentionAsync(request, cancellationToken: context.Cancellation);
            if (!context.Parsed.GetValue(dryRun))
            {
                if (!context.Parsed.GetValue(yes) && answer.Expiring.Where(e => request.Changes.Any(c => c.Kind == e.Kind)).FirstOrDefault(Deletes) is { } first)
                {
                    throw new CliException(
                        ExitCode.Usage,
                        $"{Name(first.Kind)} from before {HumanTime.Minute(first.HorizonTime)} UTC would be deleted: {RemovalText(first)}. Look with --dry-run; to do it, add --yes");
                }

                request.DryRun = false;
                answer = await context.Api.Retention.UpdateRetentionAsync(request, cancellationToken: context.Cancellation);
            }

            context.Print(answer, () => Table(answer.Expiring));
            context.Note(request.DryRun ? "A dry run: nothing was changed." : "What is listed goes within an hour.");
        });
        return command;
    }

    private static Option<int?> Days(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "days|forever",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (text == "forever")
            {
                return 0;
            }

            if (int.TryParse(text.EndsWith('d') ? text[..^1] : text, out var days) && days > 0)
            {
                return days;
            }

            result.AddError($"{name}: '{text}' is not a number of days, e.g. 30d, nor forever");
            return null;
        },
    };

    private static bool Deletes(ExpiringKind kind) => kind.Removal.Rows > 0 || kind.Removal.Files > 0;

    private static Table Table(Api.V1.Retention retention)
    {
        var table = new Table("KIND", ">KEPT", "FROM (UTC)", ">ROWS EXPIRED", ">FILES", ">BYTES");
        foreach (var kind in retention.Kinds)
        {
            table.Add(
                Name(kind.Kind),
                DaysText(kind.Days),
                HumanTime.Minute(kind.HorizonTime),
                NumberText.Of(kind.Removed.Rows),
                NumberText.Of(kind.Removed.Files),
                NumberText.Bytes(kind.Removed.Bytes));
        }

        return table;
    }

    private static Table Table(IEnumerable<ExpiringKind> expiring)
    {
        var table = new Table("KIND", ">KEPT", "OLDER THAN (UTC)", ">ROWS TO GO", ">FILES", ">BYTES");
        foreach (var kind in expiring)
        {
            table.Add(
                Name(kind.Kind),
                DaysText(kind.Days),
                HumanTime.Minute(kind.HorizonTime),
                (kind.IsAtLeast ? "at least " : "") + NumberText.Of(kind.Removal.Rows),
                NumberText.Of(kind.Removal.Files),
                NumberText.Bytes(kind.Removal.Bytes));
        }

        return table;
    }

    private static string RunText(Api.V1.Retention retention) => retention switch
    {
        { RunStartTime: null } => "Retention has not run yet; it does within an hour.",
        { RunEndTime: { } end } when end >= retention.RunStartTime => $"It last ran at {HumanTime.Second(end)} UTC.",
        _ => $"A run that began at {HumanTime.Second(retention.RunStartTime)} UTC is under way, or was cut off and is begun again within an hour.",
    };

    private static string RemovalText(ExpiringKind kind) =>
        $"{(kind.IsAtLeast ? "at least " : "")}{kind.Removal.Rows} rows, {kind.Removal.Files} files ({NumberText.Bytes(kind.Removal.Bytes)})";

    private static string DaysText(int days) => days == 0 ? "forever" : $"{days} d";

    private static string Name(RetentionKind kind) => kind.ToString().ToLowerInvariant();
}
