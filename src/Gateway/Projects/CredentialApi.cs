using Fleet.Api.V1;
using Fleet.Gateway.Access;
using Fleet.Gateway.Api;
using Fleet.Grains;
using Fleet.Grains.Projects;
using Grpc.Core;
using Credential = Fleet.Api.V1.Credential;
using CredentialKind = Fleet.Api.V1.CredentialKind;

namespace Fleet.Gateway.Projects;

/// <summary><c>fleet.v1.CredentialService</c>.</summary>
internal sealed class CredentialApi(IGrainFactory grains, AccessDirectory access, CredentialMaker credentials) : CredentialService.CredentialServiceBase
{
    private const int MaxNameLength = 100;

    public override async Task<ListCredentialsResponse> ListCredentials(ListCredentialsRequest request, ServerCallContext context)
    {
        var project = ApiCaller.Project(context, request.Project);
        await access.RefreshAsync();
        var answer = new ListCredentialsResponse();
        answer.Credentials.AddRange(access.Table!.Snapshot.Credentials.Where(c => c.Project == project).OrderBy(c => c.CreatedAtMs).Select(Of));
        return answer;
    }

    public override async Task<CreateProjectKeyResponse> CreateProjectKey(CreateProjectKeyRequest request, ServerCallContext context)
    {
        var (credential, secret) = await CreateAsync(TokenKind.ProjectKey, request.Project, request.DisplayName, context);
        return new CreateProjectKeyResponse { Credential = credential, Secret = secret };
    }

    public override async Task<CreateApiTokenResponse> CreateApiToken(CreateApiTokenRequest request, ServerCallContext context)
    {
        var (credential, secret) = await CreateAsync(TokenKind.ApiToken, request.Project, request.DisplayName, context);
        return new CreateApiTokenResponse { Credential = credential, Secret = secret };
    }

    public override async Task<RevokeCredentialResponse> RevokeCredential(RevokeCredentialRequest request, ServerCallContext context)
    {
        var project = ApiCaller.Project(context, request.Project);
        if (!await grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory).Revoke(project, request.Id))
        {
            throw ApiErrors.NotFound($"project '{project}' has no credential '{request.Id}' that could be revoked");
        }

        await access.RefreshAsync();
        return new RevokeCredentialResponse();
    }

    private async Task<(Credential Credential, string Secret)> CreateAsync(TokenKind kind, string project, string name, ServerCallContext context)
    {
        ApiCaller.Project(context, project);
        if (name.Length is 0 or > MaxNameLength || name.Any(char.IsControl))
        {
            throw ApiErrors.Invalid("display_name", $"must be 1 to {MaxNameLength} printable characters");
        }

        var (credential, secret) = await credentials.CreateAsync(kind, project, name);
        return (Of(credential), secret);
    }

    private static Credential Of(Grains.Projects.Credential credential) => new()
    {
        Id = credential.Id,
        Kind = (CredentialKind)credential.Kind,
        DisplayName = credential.Name,
        CreateTime = TimeRange.Stamp(credential.CreatedAtMs),
        RevokeTime = credential.RevokedAtMs is { } at ? TimeRange.Stamp(at) : null,
    };
}
