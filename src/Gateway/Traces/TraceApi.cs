using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains;
using Fleet.Grains.Symbolication;
using Fleet.Grains.Traces;
using Grpc.Core;

namespace Fleet.Gateway.Traces;

/// <summary><c>fleet.v1.TraceService</c>.</summary>
internal sealed class TraceApi(TraceQueries queries, TraceReader reader, CoreRecording recording, ITraceWorkList work, IGrainFactory grains, TimeProvider time)
    : TraceService.TraceServiceBase
{
    public override Task<ListTracesResponse> ListTraces(ListTracesRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return queries.ListAsync(request, context.CancellationToken);
    }

    public override async Task<GetTraceResponse> GetTrace(GetTraceRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new GetTraceResponse { Trace = await reader.GetAsync(request.Project, request.Id, context.CancellationToken) };
    }

    public override async Task<ReadTraceAgainResponse> ReadTraceAgain(ReadTraceAgainRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var row = await reader.FindAsync(request.Project, request.Id, context.CancellationToken);
        if (row.CrashId is not { } crash || await reader.CoreAsync(row, context.CancellationToken) is null)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"the core of trace '{request.Id}' is not here"));
        }

        var by = ApiCaller.Of(context).Token.Name;
        if (!await work.AgainAsync(request.Project, crash, time.GetUtcNow().ToUnixTimeMilliseconds(), $"{by} asked for it", context.CancellationToken))
        {
            throw ApiErrors.NotFound($"project '{request.Project}' has no trace '{request.Id}'");
        }

        await grains.GetGrain<ISymbolicationGrain>(GrainKeys.Symbolication(row.Cursor.Shard)).Wake();
        return new ReadTraceAgainResponse();
    }

    public override Task<RecordCoreResponse> RecordCore(RecordCoreRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return recording.RecordAsync(request, context.CancellationToken);
    }

    public override Task<ListMissingSymbolsResponse> ListMissingSymbols(ListMissingSymbolsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return queries.MissingAsync(request, context.CancellationToken);
    }
}
