using Fleet.Domain.Projects;
using Fleet.Gateway.Access;
using Fleet.Grains;
using Fleet.Grains.Projects;

namespace Fleet.Gateway.Embedded;

/// <summary>
/// Makes what a new Fleet lacks: the project, a key for its devices and a token for its user. Their secrets stay in the data folder, so
/// that a restart prints the same ones; the directory knows their hashes alone.
/// </summary>
internal static class FirstStart
{
    private const string ProfileFile = "profile.json";

    public static async Task<Profile> EnsureAsync(IGrainFactory grains, string dataFolder, string server, TimeProvider time)
    {
        var directory = grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory);
        await directory.CreateProject(ProjectName.Default);
        var snapshot = await directory.Read(0);
        var path = Path.Combine(dataFolder, ProfileFile);
        var known = Profile.TryRead(path);
        var profile = new Profile(
            server,
            await KeepOrCreateAsync(directory, snapshot!, known?.Token, TokenKind.ApiToken, "first start", time),
            ProjectName.Default,
            await KeepOrCreateAsync(directory, snapshot!, known?.ProjectKey, TokenKind.ProjectKey, "first start", time));
        if (profile != known)
        {
            profile.Write(path);
        }

        return profile;
    }

    private static async Task<string> KeepOrCreateAsync(
        IDirectoryGrain directory, DirectorySnapshot snapshot, string? secret, TokenKind kind, string name, TimeProvider time)
    {
        if (secret is not null && snapshot.Credentials.Any(c => c.SecretHash == TokenFormat.Hash(secret) && c.RevokedAtMs is null))
        {
            return secret;
        }

        var (created, credential) = CredentialFactory.Create(kind, ProjectName.Default, name, time);
        await directory.AddCredential(credential);
        return created;
    }
}
