using System.CommandLine;
using Fleet.Gateway.Hosting;
using Fleet.Silo;
using Fleet.Silo.Workers;
using Fleet.Storage;
using Fleet.Storage.Blobs;

namespace Fleet.Gateway.Embedded;

/// <summary>The command line of the platform's executable.</summary>
internal static class EmbeddedCommand
{
    private const int MiB = 1024 * 1024;

    private static readonly Option<DirectoryInfo> Data = new("--data")
    {
        Description = "Folder that holds all state. Made when it is not there.",
        HelpName = "DIR",
        DefaultValueFactory = _ => new DirectoryInfo("data"),
    };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "HTTP/1.1 port: web pages, REST, gRPC-Web, devices. gRPC (h2c) listens one above; with TLS both share this one.",
        HelpName = "N",
        DefaultValueFactory = _ => GatewayOptions.DefaultPort,
    };

    private static readonly Option<bool> Any = new("--listen-any")
    {
        Description = "Listen on all addresses. Without it only this machine can connect.",
    };

    private static readonly Option<string?> PostgreSql = new("--postgres")
    {
        Description = "Keep state in PostgreSQL and not in SQLite, e.g. 'Host=localhost;Database=fleet;Username=fleet'.",
        HelpName = "CONNECTION",
    };

    private static readonly Option<int> BlobQuota = new("--attachment-quota")
    {
        Description = "MiB that a project may have of uploads and of attachments that nothing refers to yet; more are refused until some expire.",
        HelpName = "MIB",
        DefaultValueFactory = _ => (int)(DirectoryBlobStore.DefaultQuotaBytes / MiB),
    };

    private static readonly Option<string[]> DebuginfodUpstream = new("--debuginfod-upstream")
    {
        Description = "Another debuginfod server to ask for symbols that a project lacks, e.g. https://debuginfod.debian.net; what it has is kept in the project. May be repeated.",
        HelpName = "URL",
    };

    private static readonly Option<int?> SymbolicationWorkers = new("--symbolication-workers")
    {
        Description = "Processes that read coredumps, at most. Without it one fewer than there are processors.",
        HelpName = "N",
    };

    private static readonly Option<int> SymbolicationMemory = new("--symbolication-memory")
    {
        Description = "MiB that each of them may have; a core that takes more is set aside.",
        HelpName = "MIB",
        DefaultValueFactory = _ => (int)(SymbolicationOptions.DefaultMemoryBytes / MiB),
    };

    private static readonly Option<string?> Certificate = new("--tls-cert") { Description = "PEM file of the certificate chain.", HelpName = "FILE" };

    private static readonly Option<string?> CertificateKey = new("--tls-key") { Description = "PEM file of the certificate's key.", HelpName = "FILE" };

    private static readonly Option<string?> Agent = new("--agent") { Description = "Run this device agent (fleetd) for this machine.", HelpName = "PATH" };

    private static readonly Option<int> AgentInterval = new("--agent-interval")
    {
        Description = "Seconds between two reports of that agent.",
        HelpName = "S",
        DefaultValueFactory = _ => 10,
    };

    private static readonly Option<string> AgentStatsd = new("--agent-statsd")
    {
        Description = "Where that agent listens for StatsD (UDP).",
        HelpName = "ADDR:PORT",
        DefaultValueFactory = _ => "127.0.0.1:8125",
    };

    private static readonly Option<bool> WithoutPast = new("--without-past")
    {
        Description = "Empty what is older than the event log as well, which cannot be rebuilt: rollups, and devices that have been silent since. For read models that were lost, or that are of a backup "
            + "older than the event log's.",
    };

    private static readonly Option<string?> UserProfile = new("--write-profile")
    {
        Description = "Write server and token here, for the command line tool.",
        HelpName = "FILE",
    };

    public static RootCommand Create()
    {
        var command = new RootCommand("Fleet, the whole platform in one process: device API, query API, web pages, event log and read models.")
        {
            Data, Port, Any, PostgreSql, BlobQuota, DebuginfodUpstream, SymbolicationWorkers, SymbolicationMemory, Certificate, CertificateKey, Agent, AgentInterval, AgentStatsd, UserProfile,
        };
        command.SetAction((parsed, cancellation) => GuardedAsync(() => EmbeddedHost.RunAsync(Options(parsed), cancellation), cancellation));
        command.Add(StoreCommand(
            "migrate",
            "Bring the schema of the store up to date, and say what was done. Safe to run again.",
            (_, storage, report, cancellation) => FleetStore.MigrateAsync(storage, report, cancellation)));
        var rebuild = StoreCommand(
            "rebuild",
            "Empty the read models (lists, rollups, indexes); they are rebuilt from the event log once Fleet runs. What is older than the event log stays as it is: buckets of rollups, devices with "
            + "members of sets, and the processing log. Refused while the last rebuild is not through.",
            (parsed, storage, report, cancellation) => parsed.GetValue(WithoutPast)
                ? FleetStore.RebuildWithoutPastAsync(storage, report, cancellation)
                : FleetStore.RebuildAsync(storage, report, cancellation));
        rebuild.Options.Add(WithoutPast);
        command.Add(rebuild);
        return command;
    }

    private static Command StoreCommand(string name, string description, Func<ParseResult, StorageOptions, TextWriter, CancellationToken, Task> run)
    {
        var command = new Command(name, description) { Data, PostgreSql };
        command.SetAction((parsed, cancellation) => GuardedAsync(
            () => run(parsed, EmbeddedHost.Storage(parsed.GetValue(PostgreSql), parsed.GetRequiredValue(Data).FullName), Console.Out, cancellation),
            cancellation));
        return command;
    }

    private static async Task<int> GuardedAsync(Func<Task> run, CancellationToken cancellation)
    {
        try
        {
            await run();
            return 0;
        }
        catch (Exception e) when (e is StartupException or StorageSetupException or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"fleet: {e.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static Uri Upstream(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0
        ? url
        : throw new StartupException($"--debuginfod-upstream '{text}' is not the URL of a server, e.g. https://debuginfod.debian.net");

    private static EmbeddedOptions Options(ParseResult parsed)
    {
        var gateway = new GatewayOptions
        {
            Port = parsed.GetValue(Port),
            ListenOnAnyAddress = parsed.GetValue(Any),
            CertificatePath = parsed.GetValue(Certificate),
            CertificateKeyPath = parsed.GetValue(CertificateKey),
        };
        gateway.Validate();
        var quota = parsed.GetValue(BlobQuota);
        if (quota < 1)
        {
            throw new StartupException($"an attachment quota of {quota} MiB takes no attachment at all; give 1 or more");
        }

        var (workers, memory) = (parsed.GetValue(SymbolicationWorkers), (long)parsed.GetValue(SymbolicationMemory) * MiB);
        if (workers < 1)
        {
            throw new StartupException($"{workers} processes read no coredump; give --symbolication-workers 1 or more");
        }

        if (memory < SymbolicationOptions.LeastMemoryBytes)
        {
            throw new StartupException($"--symbolication-memory must be {SymbolicationOptions.LeastMemoryBytes / MiB} or more");
        }

        return new EmbeddedOptions
        {
            Gateway = gateway,
            DataFolder = parsed.GetRequiredValue(Data).FullName,
            PostgreSql = parsed.GetValue(PostgreSql),
            BlobQuotaBytes = (long)quota * MiB,
            DebuginfodUpstreams = [.. (parsed.GetValue(DebuginfodUpstream) ?? []).Select(Upstream)],
            SymbolicationWorkers = workers,
            SymbolicationMemoryBytes = memory,
            AgentPath = parsed.GetValue(Agent),
            AgentInterval = TimeSpan.FromSeconds(parsed.GetValue(AgentInterval)),
            AgentStatsd = parsed.GetRequiredValue(AgentStatsd),
            UserProfile = parsed.GetValue(UserProfile),
        };
    }
}
