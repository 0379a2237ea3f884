using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fleet.Gateway.Hosting;
using Fleet.Silo;
using Fleet.Silo.Workers;
using Fleet.Storage;
using Fleet.Storage.Columns;

namespace Fleet.Gateway.Embedded;

/// <summary>The whole platform in one process.</summary>
internal static class EmbeddedHost
{
    /// <summary>Runs until it is told to stop.</summary>
    /// <exception cref="StartupException">It cannot start; the message says why and what to do.</exception>
    public static async Task RunAsync(EmbeddedOptions options, CancellationToken cancellation)
    {
        var folder = DataFolder.Prepare(options.DataFolder);
        RefuseTakenPorts(options.Gateway);
        RefuseBadCertificate(options.Gateway);
        await using var app = Build(options, folder);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new StartupException($"{e.Message} Choose another port with --port.", e);
        }
        catch (StorageSetupException e)
        {
            throw new StartupException(e.Message, e);
        }

        var time = app.Services.GetRequiredService<TimeProvider>();
        var profile = await ActivatorUtilities.CreateInstance<FirstStart>(app.Services).EnsureAsync(folder, options.ServerUrl);
        if (options.UserProfile is { } path)
        {
            try
            {
                (profile with { ProjectKey = null }).Write(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync($"fleet: the command line will not find this server by itself: cannot write {path}: {e.Message}");
            }
        }

        await Console.Out.WriteAsync(WelcomeScreen.Text(profile, options, folder));
        using var agent = options.AgentPath is null
            ? null
            : new LocalAgent(options, profile, folder, time, app.Services.GetRequiredService<ILogger<LocalAgent>>());
        if (agent is not null)
        {
            await agent.StartAsync(CancellationToken.None);
            app.Lifetime.ApplicationStopping.Register(() => agent.StopAsync(CancellationToken.None).GetAwaiter().GetResult());
        }

        await app.WaitForShutdownAsync(cancellation);
    }

    /// <summary>Where a Fleet with these options keeps its state.</summary>
    public static StorageOptions Storage(string? postgreSql, string dataFolder) => postgreSql is null
        ? StorageOptions.Sqlite(dataFolder)
        : StorageOptions.PostgreSql(postgreSql) with { MigrateAtStart = true };

    private static WebApplication Build(EmbeddedOptions options, string folder)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            // What it says is thrown as well, and told in one line.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            .AddFilter("Grpc", LogLevel.Warning)
            .AddFilter("System", LogLevel.Warning)
            .AddFilter("Orleans", LogLevel.Error)
            // A call that finds no place, as in the moment of stopping, fails at its caller; a nudge that is lost costs nothing.
            .AddFilter("Orleans.Messaging", LogLevel.Critical)
            // Orleans' own retries, the last of which is an error here also in the moment of stopping: what they do not mend, it says itself.
            .AddFilter("Polly", LogLevel.None);
        var columns = new ColumnStoreOptions(Path.Combine(folder, "columns"));
        builder.AddFleetSilo(new SiloOptions(Storage(options.PostgreSql, folder), Path.Combine(folder, "blobs"), columns)
        {
            BlobQuotaBytes = options.BlobQuotaBytes,
            DebuginfodUpstreams = options.DebuginfodUpstreams,
            Symbolication = Symbolication(options, folder),
        });
        builder.AddFleetGateway(options.Gateway);
        builder.Services.AddSingleton<IIdleHeap, RuntimeHeap>();
        builder.Services.AddHostedService<IdleMemory>();
        var app = builder.Build();
        app.MapFleetGateway();
        return app;
    }

    private static SymbolicationOptions Symbolication(EmbeddedOptions options, string folder)
    {
        var chosen = new SymbolicationOptions
        {
            MaxMemoryBytes = options.SymbolicationMemoryBytes,
            WorkFolder = Path.Combine(folder, "symbolication"),
            TableFolder = Path.Combine(folder, "symbol-tables"),
            Command = WorkerCommand.OfThisProgram(),
        };
        return options.SymbolicationWorkers is { } workers ? chosen with { Workers = workers } : chosen;
    }

    private static void RefuseBadCertificate(GatewayOptions gateway)
    {
        if (gateway.CertificatePath is not { } path)
        {
            return;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(path, gateway.CertificateKeyPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartupException($"cannot use certificate {path} with key {gateway.CertificateKeyPath}: {e.Message}", e);
        }
    }

    /// <summary>Says at once what Kestrel would say after the silo has started.</summary>
    private static void RefuseTakenPorts(GatewayOptions gateway)
    {
        int[] ports = gateway.CertificatePath is null ? [gateway.Port, gateway.GrpcPort] : [gateway.Port];
        foreach (var port in ports)
        {
            try
            {
                using var probe = new TcpListener(gateway.ListenOnAnyAddress ? IPAddress.Any : IPAddress.Loopback, port);
                probe.Start();
            }
            catch (SocketException e)
            {
                var why = e.SocketErrorCode == SocketError.AddressAlreadyInUse ? "is in use" : $"cannot be used ({e.Message})";
                throw new StartupException($"port {port} {why}; choose another with --port (gRPC takes the one above it)", e);
            }
        }
    }
}
