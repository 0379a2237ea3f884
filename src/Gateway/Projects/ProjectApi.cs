using Fleet.Api.V1;
using Fleet.Domain.Projects;
using Fleet.Gateway.Access;
using Fleet.Gateway.Api;
using Fleet.Grains;
using Fleet.Grains.Projects;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Fleet.Gateway.Projects;

/// <summary><c>fleet.v1.ProjectService</c>.</summary>
internal sealed class ProjectApi(IGrainFactory grains, AccessDirectory access, CredentialMaker credentials) : ProjectService.ProjectServiceBase
{
    private const string FirstTokenName = "first";

    private IDirectoryGrain Directory => grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory);

    public override Task<ListProjectsResponse> ListProjects(ListProjectsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListProjectsResponse { Projects = { new Project { Name = ApiCaller.Of(context).Token.Project } } });

    public override async Task<CreateProjectResponse> CreateProject(CreateProjectRequest request, ServerCallContext context)
    {
        if (ApiCaller.Of(context).Token.Project != ProjectName.Default)
        {
            throw ApiErrors.Denied($"only a token of the project '{ProjectName.Default}' may create projects");
        }

        if (!ProjectName.IsValid(request.Name))
        {
            throw ApiErrors.Invalid("name", $"must match {ProjectName.Pattern}");
        }

        await access.RefreshAsync();
        if (access.Table?.FindProject(request.Name) is not null)
        {
            throw ApiErrors.AlreadyExists($"there is a project '{request.Name}' already");
        }

        await Directory.CreateProject(request.Name);
        var (_, secret) = await credentials.CreateAsync(TokenKind.ApiToken, request.Name, FirstTokenName);
        return new CreateProjectResponse { Project = new Project { Name = request.Name }, ApiToken = secret };
    }

    public override async Task<GetConfigurationResponse> GetConfiguration(GetConfigurationRequest request, ServerCallContext context) =>
        new() { Configuration = Of(await FindAsync(ApiCaller.Project(context, request.Project))) };

    public override async Task<UpdateConfigurationResponse> UpdateConfiguration(UpdateConfigurationRequest request, ServerCallContext context)
    {
        var project = await FindAsync(ApiCaller.Project(context, request.Project));
        try
        {
            var changed = await Directory.ChangeConfiguration(project.Name, new ConfigurationChange(
                request.ReportInterval is { } interval ? (long)interval.ToTimeSpan().TotalMilliseconds : null,
                request.HasMonitoring ? request.Monitoring : null,
                request.HasDebugging ? request.Debugging : null,
                request.HasLogging ? request.Logging : null));
            await access.RefreshAsync();
            return new UpdateConfigurationResponse { Configuration = Of(changed) };
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw ApiErrors.Invalid("report_interval", e.Message);
        }
    }

    private async Task<ProjectInfo> FindAsync(string project)
    {
        await access.RefreshAsync();
        return access.Table?.FindProject(project) ?? throw ApiErrors.NotFound($"there is no project '{project}'");
    }

    private static Configuration Of(ProjectInfo project) => new()
    {
        Revision = project.ConfigurationRevision,
        ReportInterval = project.ReportIntervalMs > 0 ? Duration.FromTimeSpan(TimeSpan.FromMilliseconds(project.ReportIntervalMs)) : null,
        Monitoring = project.Monitoring,
        Debugging = project.Debugging,
        Logging = project.Logging,
    };
}
