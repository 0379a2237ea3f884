using Fleet.Domain.Projects;
using Fleet.Gateway.Access;
using Fleet.Grains;
using Fleet.Grains.Projects;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Gateway.Tests.Access;

public sealed class AccessDirectoryTests(GatewayServer server)
{
    [Fact]
    public async Task A_new_credential_is_found_on_the_first_miss_and_not_asked_for_again_at_once()
    {
        var time = new FakeTimeProvider();
        using var access = new AccessDirectory(server.Grains, time, NullLogger<AccessDirectory>.Instance);
        var (known, secret) = await server.Credentials.CreateAsync(TokenKind.ApiToken, ProjectName.Default, "known");
        Assert.Equal(known, await access.FindAsync(secret, TokenKind.ApiToken));

        var (late, lateSecret) = await server.Credentials.CreateAsync(TokenKind.ApiToken, ProjectName.Default, "late");
        Assert.Null(await access.FindAsync(lateSecret, TokenKind.ApiToken));

        time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(late, await access.FindAsync(lateSecret, TokenKind.ApiToken));
    }

    [Fact]
    public async Task A_token_opens_what_its_kind_says_alone()
    {
        var access = server.Services.GetRequiredService<AccessDirectory>();

        Assert.NotNull(await access.FindAsync(server.ApiToken, TokenKind.ApiToken));
        Assert.Null(await access.FindAsync(server.ApiToken, TokenKind.ProjectKey));
        Assert.Null(await access.FindAsync(server.ProjectKey, TokenKind.ApiToken));
    }

    [Fact]
    public async Task A_revoked_credential_opens_nothing_after_the_next_refresh()
    {
        var access = server.Services.GetRequiredService<AccessDirectory>();
        var (credential, secret) = await server.Credentials.CreateAsync(TokenKind.ApiToken, ProjectName.Default, "revoked");
        await server.Grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory).Revoke(ProjectName.Default, credential.Id);

        await access.RefreshAsync();

        Assert.Null(await access.FindAsync(secret, TokenKind.ApiToken));
    }
}
