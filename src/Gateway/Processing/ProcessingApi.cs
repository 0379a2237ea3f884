using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains.Processing;
using Fleet.Grains.Projections;
using Fleet.Protocol.Devices;
using Grpc.Core;
using ProcessingEntry = Fleet.Api.V1.ProcessingEntry;
using StoppedShard = Fleet.Api.V1.StoppedShard;

namespace Fleet.Gateway.Processing;

/// <summary><c>fleet.v1.ProcessingService</c>.</summary>
internal sealed class ProcessingApi(IProcessingLog log, StoppedShards shards) : ProcessingService.ProcessingServiceBase
{
    public override async Task<ListProcessingEntriesResponse> ListProcessingEntries(ListProcessingEntriesRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var size = PageSize.Of(request.PageSize);
        var before = request.PageToken.Length == 0 ? (ProcessingCursor?)null : ReadCursor(request.PageToken);
        if (request.Serial.Length > 0 && !DeviceSerial.IsValid(request.Serial))
        {
            throw ApiErrors.Invalid("serial", $"must match {DeviceSerial.Pattern}");
        }

        var serial = request.Serial.Length > 0 ? request.Serial : null;
        var lines = await log.ListAsync(request.Project, serial, before, size + 1, context.CancellationToken);
        var answer = new ListProcessingEntriesResponse();
        answer.Entries.AddRange(lines.Take(size).Select(Of));
        answer.StoppedShards.AddRange(shards.All.Select(s => Of(s, request.Project)));
        if (lines.Count > size)
        {
            var last = lines[size - 1];
            answer.NextPageToken = PageToken.Write(last.AtMs, last.Shard, last.Position, last.Index);
        }

        return answer;
    }

    private static ProcessingEntry Of(Grains.Processing.ProcessingEntry line) => new()
    {
        Time = TimeRange.Stamp(line.AtMs),
        Serial = line.Serial,
        EntryNumber = line.Number,
        EntryType = line.EntryType,
        Code = (RejectionCode)line.Code,
        Reason = line.Reason,
    };

    private static StoppedShard Of(Grains.Projections.StoppedShard stopped, string project) => new()
    {
        Shard = stopped.Shard,
        Position = stopped.Position,
        Serial = stopped.Device is { } device && device.Project == project ? device.Serial : "",
        SinceTime = TimeRange.Stamp(stopped.SinceMs),
        Reason = stopped.Reason,
    };

    private static ProcessingCursor ReadCursor(string token)
    {
        var parts = PageToken.ReadNumbers(token, 4);
        return new ProcessingCursor(parts[0], (int)parts[1], parts[2], (int)parts[3]);
    }
}
