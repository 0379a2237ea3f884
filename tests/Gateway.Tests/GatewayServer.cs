using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Fleet.Domain.Devices;
using Fleet.Domain.Projects;
using Fleet.Gateway.Access;
using Fleet.Gateway.Hosting;
using Fleet.Gateway.Projects;
using Fleet.Gateway.Tests;
using Fleet.Grains;
using Fleet.Grains.Projections;
using Fleet.Grains.Projects;
using Fleet.Silo;
using Fleet.Storage;
using Fleet.Storage.Columns;
using Fleet.Tests.Shared;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(GatewayServer))]
[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Fleet.Gateway.Tests;

/// <summary>A whole Fleet on free ports and a folder of its own: Kestrel, silo and storage as in production.</summary>
public sealed class GatewayServer : IAsyncLifetime
{
    public const int Shards = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-gateway-").FullName;
    private WebApplication? _app;

    /// <summary>The server's; a server of its own may be told that it is later.</summary>
    internal ShiftedTime Clock { get; } = new();

    /// <summary>SQLite in a folder of its own when null.</summary>
    internal StorageOptions? Storage { get; init; }

    public Uri Url { get; private set; } = null!;

    public Uri GrpcUrl { get; private set; } = null!;

    public string ApiToken { get; private set; } = "";

    public string ProjectKey { get; private set; } = "";

    public IServiceProvider Services => _app!.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public CredentialMaker Credentials => Services.GetRequiredService<CredentialMaker>();

    public async ValueTask InitializeAsync()
    {
        var options = new GatewayOptions { Port = FreePorts() };
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.AddFleetSilo(new SiloOptions((Storage ?? StorageOptions.Sqlite(_folder)) with { ShardCount = Shards }, Path.Combine(_folder, "blobs"), new ColumnStoreOptions(Path.Combine(_folder, "columns"))));
        builder.AddFleetGateway(options);
        _app = builder.Build();
        _app.MapFleetGateway();
        await _app.StartAsync();
        Url = new Uri($"http://127.0.0.1:{options.Port}");
        GrpcUrl = new Uri($"http://127.0.0.1:{options.GrpcPort}");
        await Grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory).CreateProject(ProjectName.Default);
        (_, ApiToken) = await Credentials.CreateAsync(TokenKind.ApiToken, ProjectName.Default, "tests");
        (_, ProjectKey) = await Credentials.CreateAsync(TokenKind.ProjectKey, ProjectName.Default, "tests");
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A client that sends a token, and does not follow redirects.</summary>
    public HttpClient Client(string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Url };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public GrpcChannel Channel() => GrpcChannel.ForAddress(GrpcUrl);

    public Metadata Authorization() => new() { { "authorization", $"Bearer {ApiToken}" } };

    /// <summary>Returns when what the device has sent is in the read models.</summary>
    public Task CatchUpAsync(string serial) =>
        Grains.GetGrain<IProjectionGrain>(GrainKeys.Projection(new DeviceKey(ProjectName.Default, serial).ShardOf(Shards))).CatchUp();

    /// <summary>Changes a file of the store behind the server's back.</summary>
    public void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, file)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>A port that is free, and so is the one above it.</summary>
    private static int FreePorts()
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            using var second = new TcpListener(IPAddress.Loopback, port + 1);
            try
            {
                second.Start();
                return port;
            }
            catch (SocketException)
            {
                // Someone has the port above: look on.
            }
        }
    }
}
