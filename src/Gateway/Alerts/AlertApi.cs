using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains;
using Fleet.Grains.Alerts;
using Grpc.Core;
using Incident = Fleet.Grains.Alerts.Incident;

namespace Fleet.Gateway.Alerts;

/// <summary><c>fleet.v1.AlertService</c>.</summary>
internal sealed class AlertApi(IGrainFactory grains, IAlertStore alerts, IIncidentStore incidents, IncidentWatches watches, TimeProvider time) : AlertService.AlertServiceBase
{
    /// <summary>Characters of a comment: some pages.</summary>
    private const int MaxComment = 10_000;

    public override async Task<CreateAlertResponse> CreateAlert(CreateAlertRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var alert = AlertMessages.Read(request.Alert);
        return await RefusedAsync(() => Grain(request.Project).Create(alert)) is { } created
            ? new CreateAlertResponse { Alert = AlertMessages.Of(created) }
            : throw ApiErrors.AlreadyExists($"project '{request.Project}' has an alert '{alert.Name}' already");
    }

    public override async Task<UpdateAlertResponse> UpdateAlert(UpdateAlertRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var alert = AlertMessages.Read(request.Alert);
        return await RefusedAsync(() => Grain(request.Project).Update(request.Name, alert)) is { } changed
            ? new UpdateAlertResponse { Alert = AlertMessages.Of(changed) }
            : throw MissingAlert(request.Project, request.Name);
    }

    public override async Task<DeleteAlertResponse> DeleteAlert(DeleteAlertRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return await Grain(request.Project).Delete(request.Name) ? new DeleteAlertResponse() : throw MissingAlert(request.Project, request.Name);
    }

    public override async Task<ApplyAlertsResponse> ApplyAlerts(ApplyAlertsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        AlertDefinition[] wanted = [.. request.Alerts.Select(AlertMessages.Read)];
        var applied = await RefusedAsync(() => Grain(request.Project).Apply(wanted, request.Prune, request.DryRun));
        return new ApplyAlertsResponse { Unchanged = applied.Unchanged, Changes = { applied.Changes.Select(AlertMessages.Of) } };
    }

    public override async Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new ListAlertsResponse { Alerts = { (await alerts.LoadAsync(request.Project, context.CancellationToken)).Alerts.Select(AlertMessages.Of) } };
    }

    public override async Task<ListIncidentsResponse> ListIncidents(ListIncidentsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var defined = (await alerts.LoadAsync(request.Project, context.CancellationToken)).Alerts;
        var size = PageSize.Of(request.PageSize);
        var query = new IncidentQuery(
            request.Project,
            request.State == IncidentState.Unspecified ? null : (IncidentStatus)request.State,
            request.Alert.Length == 0 ? null : (defined.FirstOrDefault(alert => alert.Name == request.Alert) ?? throw MissingAlert(request.Project, request.Alert)).Id,
            request.Serial,
            request.PageToken.Length == 0 ? long.MaxValue : PageToken.ReadNumbers(request.PageToken, 1)[0]);
        var found = await incidents.ListAsync(query, size + 1, context.CancellationToken);
        var names = defined.ToDictionary(alert => alert.Id, alert => alert.Name);
        var answer = new ListIncidentsResponse { Incidents = { found.Take(size).Select(incident => AlertMessages.Of(incident, names)) } };
        if (found.Count > size)
        {
            answer.NextPageToken = PageToken.Write(found[size - 1].Id);
        }

        return answer;
    }

    public override async Task<GetIncidentResponse> GetIncident(GetIncidentRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var incident = await incidents.FindAsync(request.Project, request.Incident, context.CancellationToken) ?? throw MissingIncident(request.Project, request.Incident);
        var names = (await alerts.LoadAsync(request.Project, context.CancellationToken)).Alerts.ToDictionary(alert => alert.Id, alert => alert.Name);
        var timeline = await incidents.TimelineAsync(request.Project, request.Incident, context.CancellationToken);
        return new GetIncidentResponse { Incident = AlertMessages.Of(incident, names), Events = { timeline.Select(AlertMessages.Of) } };
    }

    public override async Task<AcknowledgeIncidentResponse> AcknowledgeIncident(AcknowledgeIncidentRequest request, ServerCallContext context)
    {
        await AddAsync(context, request.Project, request.Incident, IncidentEntryKind.Acknowledged, "");
        return new AcknowledgeIncidentResponse();
    }

    public override async Task<CommentIncidentResponse> CommentIncident(CommentIncidentRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        if (request.Text.Trim().Length == 0 || request.Text.Length > MaxComment || request.Text.Contains('\0', StringComparison.Ordinal))
        {
            throw ApiErrors.Invalid("text", $"1 to {MaxComment} characters, without NUL");
        }

        await AddAsync(context, request.Project, request.Incident, IncidentEntryKind.Commented, request.Text);
        return new CommentIncidentResponse();
    }

    public override async Task WatchIncidents(WatchIncidentsRequest request, IServerStreamWriter<WatchIncidentsResponse> responseStream, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        if (request.AfterPosition < 0)
        {
            throw ApiErrors.Invalid("after_position", $"{request.AfterPosition} is negative");
        }

        await watches.WatchAsync(request.Project, request.HasAfterPosition ? request.AfterPosition : null, responseStream, context.CancellationToken);
    }

    private async Task AddAsync(ServerCallContext context, string project, long incident, IncidentEntryKind kind, string text)
    {
        ApiCaller.Project(context, project);
        var by = ApiCaller.Of(context).Token.Name;
        if (!await incidents.AddAsync(project, incident, kind, by, text, time.GetUtcNow().ToUnixTimeMilliseconds(), context.CancellationToken))
        {
            throw MissingIncident(project, incident);
        }
    }

    private IAlertsGrain Grain(string project) => grains.GetGrain<IAlertsGrain>(GrainKeys.AlertRules(project));

    private static RpcException MissingAlert(string project, string name) => ApiErrors.NotFound($"project '{project}' has no alert '{name}'");

    private static RpcException MissingIncident(string project, long id) => ApiErrors.NotFound($"project '{project}' has no incident {id}");

    /// <summary>What the rules refuse names the field already.</summary>
    private static async Task<T> RefusedAsync<T>(Func<Task<T>> change)
    {
        try
        {
            return await change();
        }
        catch (ArgumentException e)
        {
            throw ApiErrors.Invalid(e.Message);
        }
        catch (InvalidOperationException e)
        {
            throw ApiErrors.Exhausted(e.Message);
        }
    }
}
