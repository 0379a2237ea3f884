using Fleet.Domain.Projects;
using Fleet.Gateway.Access;
using Fleet.Gateway.Projects;
using Fleet.Grains;
using Fleet.Grains.Projects;

namespace Fleet.Gateway.Embedded;

/// <summary>
/// Makes what a new Fleet lacks: the project, a key for its devices and a token for its user. Their secrets stay in the data folder, so
/// that a restart prints the same ones; the directory knows their hashes alone.
/// </summary>
internal sealed class FirstStart(IGrainFactory grains, CredentialMaker credentials)
{
    private const string ProfileFile = "profile.json";

    public async Task<Profile> EnsureAsync(string dataFolder, string server)
    {
        var directory = grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory);
        await directory.CreateProject(ProjectName.Default);
        var snapshot = await directory.Read(0);
        var path = Path.Combine(dataFolder, ProfileFile);
        var known = Profile.TryRead(path);
        var profile = new Profile(
            server,
            await KeepOrCreateAsync(snapshot!, known?.Token, TokenKind.ApiToken),
            ProjectName.Default,
            await KeepOrCreateAsync(snapshot!, known?.ProjectKey, TokenKind.ProjectKey));
        if (profile != known)
        {
            profile.Write(path);
        }

        return profile;
    }

    private async Task<string> KeepOrCreateAsync(DirectorySnapshot snapshot, string? secret, TokenKind kind)
    {
        if (secret is not null && snapshot.Credentials.Any(c => c.SecretHash == TokenFormat.Hash(secret) && c.RevokedAtMs is null))
        {
            return secret;
        }

        var (_, created) = await credentials.CreateAsync(kind, ProjectName.Default, "made at first start");
        return created;
    }
}
