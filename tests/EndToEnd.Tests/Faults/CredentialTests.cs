using System.Net;
using System.Net.Http.Headers;
using Fleet.Api.V1;
using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.EndToEnd.Tests.Server;
using Grpc.Core;

namespace Fleet.EndToEnd.Tests.Faults;

[Collection(EmbeddedServer.Collection)]
public sealed class CredentialTests(EmbeddedServer embedded)
{
    /// <summary>What the contract promises of a revocation.</summary>
    private static readonly TimeSpan RevokedWithin = TimeSpan.FromSeconds(2);

    private readonly FleetServer _server = embedded.Server;

    [Fact]
    public async Task Revoked_project_key_is_refused_within_two_seconds()
    {
        using var api = FleetApi.Grpc(_server);
        var created = await api.Credentials.CreateProjectKeyAsync(new CreateProjectKeyRequest { Project = _server.Profile.Project, DisplayName = "lost" });
        Assert.StartsWith("flt_key_", created.Secret, StringComparison.Ordinal);
        using var http = new SyncHttp(_server.SyncUrl, created.Secret);
        var device = new TestDevice("credential-1", new Random(11));
        device.Record(1, TestDevice.WallMs);
        await device.SettleAsync(http);

        await api.Credentials.RevokeCredentialAsync(new RevokeCredentialRequest { Project = _server.Profile.Project, Id = created.Credential.Id });

        device.Record(2, TestDevice.WallMs);
        await Eventually.Holds(RevokedWithin, async () => Assert.Equal(HttpStatusCode.Unauthorized, (await device.SyncAsync(http)).Status));
    }

    [Fact]
    public async Task Revoked_api_token_is_refused_within_two_seconds()
    {
        using var api = FleetApi.Grpc(_server);
        var created = await api.Credentials.CreateApiTokenAsync(new CreateApiTokenRequest { Project = _server.Profile.Project, DisplayName = "lost" });
        Assert.StartsWith("flt_pat_", created.Secret, StringComparison.Ordinal);
        using var lost = FleetApi.Grpc(_server, created.Secret);
        await lost.Devices.ListDevicesAsync(new ListDevicesRequest { Project = _server.Profile.Project });

        await api.Credentials.RevokeCredentialAsync(new RevokeCredentialRequest { Project = _server.Profile.Project, Id = created.Credential.Id });

        await Eventually.Holds(RevokedWithin, () => AssertUnauthenticatedAsync(lost));
    }

    [Fact]
    public async Task Made_up_or_missing_token_is_refused_on_every_way_in()
    {
        var token = _server.Profile.Token[..^1] + (_server.Profile.Token[^1] == 'A' ? 'B' : 'A');
        using var api = FleetApi.Grpc(_server, token);
        await AssertUnauthenticatedAsync(api);

        var rest = new Uri(_server.Url, $"/api/v1/projects/{_server.Profile.Project}/devices");
        foreach (var wrong in new[] { token, "", "flt_pat_", _server.Profile.ProjectKey, "Bearer" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(HttpMethod.Get, rest, wrong));
        }

        foreach (var wrong in new[] { "flt_key_0", "", _server.Profile.Token, new string('x', 4_000) })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(HttpMethod.Post, _server.SyncUrl, wrong));
        }
    }

    private async Task AssertUnauthenticatedAsync(FleetApi api)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await api.Devices.ListDevicesAsync(new ListDevicesRequest { Project = _server.Profile.Project }));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpMethod method, Uri url, string token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, url);
        if (token.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
