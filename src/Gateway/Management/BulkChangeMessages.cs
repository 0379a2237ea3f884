using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains.Management;

namespace Fleet.Gateway.Management;

/// <summary>Bulk changes as the contract writes them.</summary>
internal static class BulkChangeMessages
{
    public static BulkChange Of(BulkJob job)
    {
        var message = new BulkChange
        {
            Id = job.Id,
            Filter = job.Order.Filter,
            Change = job.Order.Change is { } wanted ? DeviceChangeMessages.Of(wanted.Read()) : null,
            Delete = job.Order.Change is null,
            State = (BulkChangeState)job.State,
            TotalDevices = job.Total ?? 0,
            DoneDevices = job.Done,
            FailedDevices = job.Failed,
            CreateTime = TimeRange.Stamp(job.StartedAtMs),
            EndTime = job.EndedAtMs > 0 ? TimeRange.Stamp(job.EndedAtMs) : null,
        };
        message.Errors.AddRange(job.Errors.Select(e => new BulkChangeError { Serial = e.Serial, Problem = e.Problem }));
        return message;
    }
}
