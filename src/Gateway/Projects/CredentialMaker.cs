using System.Security.Cryptography;
using Fleet.Gateway.Access;
using Fleet.Grains;
using Fleet.Grains.Projects;

namespace Fleet.Gateway.Projects;

/// <summary>Makes keys and tokens. The secret leaves here once and is nowhere kept.</summary>
public sealed class CredentialMaker(IGrainFactory grains, AccessDirectory access, TimeProvider time)
{
    private const string IdCharacters = "23456789abcdefghjkmnpqrstuvwxyz";
    private const int IdLength = 10;

    public async Task<(Credential Credential, string Secret)> CreateAsync(TokenKind kind, string project, string name)
    {
        var secret = TokenFormat.Create(kind);
        var credential = new Credential(
            RandomNumberGenerator.GetString(IdCharacters, IdLength),
            kind == TokenKind.ProjectKey ? CredentialKind.ProjectKey : CredentialKind.ApiToken,
            project,
            name,
            TokenFormat.Hash(secret),
            time.GetUtcNow().ToUnixTimeMilliseconds());
        await grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory).AddCredential(credential);
        await access.RefreshAsync();
        return (credential, secret);
    }
}
