using Fleet.Api.V1;
using Fleet.Domain.Devices;
using Fleet.Gateway.Api;
using DeviceRequest = Fleet.Api.V1.DeviceRequest;
using RequestState = Fleet.Api.V1.RequestState;

namespace Fleet.Gateway.Devices;

/// <summary>Requests as the contract writes them.</summary>
internal static class DeviceRequestMessages
{
    public static DeviceRequest Of(TrackedRequest tracked)
    {
        var request = tracked.Request;
        return new DeviceRequest
        {
            Id = request.Id,
            Kind = (RequestKind)request.Kind,
            State = (RequestState)tracked.State,
            CreateTime = TimeRange.Stamp(tracked.MadeAtMs),
            ExpireTime = TimeRange.Stamp(request.ExpiresMs),
            StartTime = request.ToMs > 0 ? TimeRange.Stamp(request.FromMs) : null,
            EndTime = request.ToMs > 0 ? TimeRange.Stamp(request.ToMs) : null,
            Subject = request.Subject == Guid.Empty ? "" : request.Subject.ToString("n"),
            IsAutomatic = tracked.Place.Length > 0,
            CloseTime = tracked.ClosedAtMs > 0 ? TimeRange.Stamp(tracked.ClosedAtMs) : null,
            Outcome = (RequestOutcome?)tracked.Outcome ?? RequestOutcome.Unspecified,
            Message = tracked.Message,
        };
    }
}
