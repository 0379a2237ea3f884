using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains;
using Fleet.Grains.Projects;
using Fleet.Grains.Retention;
using Grpc.Core;
using RetentionKind = Fleet.Domain.Retention.RetentionKind;
using RetentionRules = Fleet.Domain.Retention.RetentionRules;

namespace Fleet.Gateway.Retention;

/// <summary><c>fleet.v1.RetentionService</c>.</summary>
internal sealed class RetentionApi(IGrainFactory grains, RetentionQueries retention, DiskQueries disk) : RetentionService.RetentionServiceBase
{
    private IDirectoryGrain Directory => grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory);

    public override async Task<GetRetentionResponse> GetRetention(GetRetentionRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new GetRetentionResponse { Retention = await retention.FindAsync(request.Project, context.CancellationToken) };
    }

    public override async Task<UpdateRetentionResponse> UpdateRetention(UpdateRetentionRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var changes = Read(request);
        var answer = new UpdateRetentionResponse();

        // Before the change: afterwards it goes while it is counted.
        answer.Expiring.AddRange(await retention.ExpiringAsync(request.Project, changes, context.CancellationToken));
        if (!request.DryRun)
        {
            await Directory.SetRetention(request.Project, [.. changes.Select(c => new RetentionSetting(request.Project, (int)c.Key, c.Value))]);
            await grains.GetGrain<IRetentionGrain>(GrainKeys.Retention(request.Project)).Wake();
        }

        answer.Retention = await retention.FindAsync(request.Project, context.CancellationToken);
        return answer;
    }

    public override Task<GetStorageResponse> GetStorage(GetStorageRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return disk.AskAsync(request.Project, context.CancellationToken);
    }

    private static Dictionary<RetentionKind, int> Read(UpdateRetentionRequest request)
    {
        var changes = new Dictionary<RetentionKind, int>();
        for (var i = 0; i < request.Changes.Count; i++)
        {
            var (kind, days) = ((RetentionKind)request.Changes[i].Kind, request.Changes[i].Days);
            if (!Enum.IsDefined(kind))
            {
                throw ApiErrors.Invalid($"changes[{i}].kind", "must be one");
            }

            if (!RetentionRules.IsValid(days))
            {
                throw ApiErrors.Invalid($"changes[{i}].days", $"must be from {RetentionRules.MinDays} to {RetentionRules.MaxDays}, or 0 for ever");
            }

            if (!changes.TryAdd(kind, days))
            {
                throw ApiErrors.Invalid($"changes[{i}].kind", "is there twice");
            }
        }

        return changes;
    }
}
