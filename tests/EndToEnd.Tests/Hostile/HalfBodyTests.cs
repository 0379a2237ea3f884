using System.Net;
using System.Net.Sockets;
using System.Text;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Hostile;

/// <summary>Clients that promise a body and never send the rest of it.</summary>
[Collection(EmbeddedServer.Collection)]
public sealed class HalfBodyTests(EmbeddedServer embedded)
{
    private const int Connections = 300;
    private const int Promised = 1_000_000;

    /// <summary>Until the server gives up on a body that does not arrive: its grace of 5 s, and room.</summary>
    private static readonly TimeSpan GivenUpWithin = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task Half_bodies_neither_stop_others_nor_hold_their_connections_for_ever()
    {
        var server = embedded.Server;
        var clients = new List<TcpClient>();
        try
        {
            for (var i = 0; i < Connections; i++)
            {
                clients.Add(await HalfAsync(server));
            }

            using var http = new SyncHttp(server.SyncUrl, server.Profile.ProjectKey);
            var device = new TestDevice("half-body", new Random(5));
            device.Record(1, TestDevice.WallMs);
            await Eventually.Holds(GivenUpWithin, async () =>
            {
                await device.SyncAsync(http);
                Assert.Equal(0, device.PendingCount);
            });

            using var deadline = new CancellationTokenSource(GivenUpWithin);
            foreach (var client in clients)
            {
                await AssertClosedAsync(client, deadline.Token);
            }
        }
        finally
        {
            clients.ForEach(c => c.Dispose());
        }
    }

    private static async Task<TcpClient> HalfAsync(FleetServer server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        var head = $"POST /device/v1/sync HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/msgpack\r\nAuthorization: Bearer {server.Profile.ProjectKey}\r\nContent-Length: {Promised}\r\n\r\n";
        await client.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), 0x87]);
        return client;
    }

    /// <summary>Reads whatever answer there is, to the end that the server makes.</summary>
    private static async Task AssertClosedAsync(TcpClient client, CancellationToken deadline)
    {
        var buffer = new byte[4_096];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, deadline) > 0)
            {
                Assert.DoesNotContain(" 200 ", Encoding.ASCII.GetString(buffer), StringComparison.Ordinal);
            }
        }
        catch (IOException)
        {
            // Reset: closed all the same.
        }
    }
}
