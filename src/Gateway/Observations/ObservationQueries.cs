using Fleet.Api.V1;
using Fleet.Domain.Observations;
using Fleet.Gateway.Api;
using Fleet.Grains.Observations;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Sync;

namespace Fleet.Gateway.Observations;

/// <summary>Questions about observations, for the query API and the pages alike.</summary>
internal sealed class ObservationQueries(ObservationReader reader)
{
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public async Task<ListObservationsResponse> ListAsync(ListObservationsRequest request, CancellationToken cancellation)
    {
        var (found, mayHaveMore) = await reader.ReadAsync(QueryOf(request), cancellation);
        var answer = new ListObservationsResponse();
        answer.Observations.AddRange(found.Select(ObservationMessages.Of));
        if (mayHaveMore)
        {
            var last = found[^1].Cursor;
            answer.NextPageToken = PageToken.Write(last.CapturedAtMs, last.Shard, last.Position, last.Index);
        }

        return answer;
    }

    private static ObservationQuery QueryOf(ListObservationsRequest request)
    {
        if (request.Serial.Length > 0 && !DeviceSerial.IsValid(request.Serial))
        {
            throw ApiErrors.Invalid("serial", $"must match {DeviceSerial.Pattern}");
        }

        Guid id = default;
        if (request.Id.Length > 0 && !Guid.TryParseExact(request.Id, "n", out id))
        {
            throw ApiErrors.Invalid("id", "must be 32 hexadecimal digits");
        }

        return new ObservationQuery
        {
            Project = request.Project,
            Serial = request.Serial.Length > 0 ? request.Serial : null,
            Types = request.Types_.Count == 0 ? ObservationBody.Types : [.. request.Types_.Distinct().Select(ReadType)],
            Id = request.Id.Length > 0 ? id : null,
            FromMs = request.StartTime is null ? 0 : TimeRange.Milliseconds(request.StartTime, "start_time"),
            ToMs = request.EndTime is null ? long.MaxValue : TimeRange.Milliseconds(request.EndTime, "end_time"),
            Before = request.PageToken.Length == 0 ? null : ReadCursor(request.PageToken),
            Limit = PageSize.Of(request.PageSize),
        };
    }

    private static EntryType ReadType(ObservationType type) => ObservationMessages.EntryTypeOf(type) ?? throw ApiErrors.Invalid("types", "holds what is no type");

    private static ObservationCursor ReadCursor(string token)
    {
        var parts = PageToken.ReadNumbers(token, 4);
        return new ObservationCursor(parts[0], (int)parts[1], parts[2], (int)parts[3]);
    }
}
