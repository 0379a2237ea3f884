using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Grpc.Core;

namespace Fleet.Gateway.Observations;

/// <summary><c>fleet.v1.ObservationService</c>.</summary>
internal sealed class ObservationApi(ObservationQueries queries) : ObservationService.ObservationServiceBase
{
    public override Task<ListObservationsResponse> ListObservations(ListObservationsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return queries.ListAsync(request, context.CancellationToken);
    }
}
