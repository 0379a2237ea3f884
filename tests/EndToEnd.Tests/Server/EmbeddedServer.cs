using Fleet.EndToEnd.Tests.Processes;

namespace Fleet.EndToEnd.Tests.Server;

/// <summary>One embedded server for all tests that leave it as it was, but for more data.</summary>
public sealed class EmbeddedServer : IAsyncLifetime
{
    public const string Collection = "embedded server";

    private readonly TemporaryFolder _folder = new();
    private FleetServer? _server;

    internal FleetServer Server => _server ?? throw new InvalidOperationException("the server was not started");

    public async ValueTask InitializeAsync() => _server = await FleetServer.StartAsync(new FleetServerOptions(_folder.Path));

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }

        _folder.Dispose();
    }
}
