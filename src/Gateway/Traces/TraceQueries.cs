using Fleet.Api.V1;
using Fleet.Domain.Devices;
using Fleet.Gateway.Api;
using Fleet.Gateway.Devices;
using Fleet.Gateway.Issues;
using Fleet.Grains.Devices;
using Fleet.Grains.Observations;
using Fleet.Grains.Traces;
using Fleet.Protocol.Devices;

namespace Fleet.Gateway.Traces;

/// <summary>Lists of traces, for the query API and the pages alike.</summary>
internal sealed class TraceQueries(ITraceRows traces, IssueBooks books, DeviceQueries queries, IDeviceDirectory devices)
{
    /// <summary>Traces that are looked at for one page of those whose device matches a filter: an answer within a second.</summary>
    private const int MaxLookedAt = 2_000;

    /// <summary>Read at a time where a filter picks among them.</summary>
    private const int Step = 200;

    /// <summary>Of a class, a type or a version, in a question.</summary>
    private const int MaxText = 512;

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, NOT_FOUND.</exception>
    public async Task<ListTracesResponse> ListAsync(ListTracesRequest request, CancellationToken cancellation)
    {
        var size = PageSize.Of(request.PageSize);
        var query = await QueryOfAsync(request, size, cancellation);
        var (found, next) = query is null ? ([], null)
            : request.Filter.Length == 0 ? await ListAsync(query, size, cancellation)
            : await FilteredAsync(query, size, await queries.ParseAsync(request.Project, request.Filter, cancellation), cancellation);
        var shown = await books.ShownAsync(request.Project, found.Select(r => r.Issue));
        var answer = new ListTracesResponse { Traces = { found.Select(r => TraceMessages.Of(r, shown.GetValueOrDefault(r.Issue))) } };
        if (next is { } last)
        {
            answer.NextPageToken = PageToken.Write(last.CapturedAtMs, last.Shard, last.Position, last.Index);
        }

        return answer;
    }

    public async Task<ListMissingSymbolsResponse> MissingAsync(ListMissingSymbolsRequest request, CancellationToken cancellation)
    {
        var found = await traces.MissingAsync(request.Project, PageSize.Of(request.PageSize), cancellation);
        return new ListMissingSymbolsResponse
        {
            Symbols =
            {
                found.Select(f => new MissingSymbol { BuildId = f.BuildId, Module = f.Module, Devices = f.Devices, Traces = f.Traces, LastTime = TimeRange.Stamp(f.LastMs) }),
            },
        };
    }

    private async Task<(IReadOnlyList<TraceRow> Found, ObservationCursor? Next)> ListAsync(TraceQuery query, int size, CancellationToken cancellation)
    {
        var rows = await traces.ListAsync(query with { Limit = size + 1 }, cancellation);
        return rows.Count > size ? ([.. rows.Take(size)], rows[size - 1].Cursor) : (rows, null);
    }

    private async Task<(IReadOnlyList<TraceRow> Found, ObservationCursor? Next)> FilteredAsync(TraceQuery query, int size, DeviceQuery filter, CancellationToken cancellation)
    {
        var found = new List<TraceRow>();
        var known = new Dictionary<string, bool>(StringComparer.Ordinal);
        var before = query.Before;
        for (var lookedAt = 0; lookedAt < MaxLookedAt;)
        {
            var rows = await traces.ListAsync(query with { Before = before, Limit = Step }, cancellation);
            foreach (var row in rows)
            {
                before = row.Cursor;
                lookedAt++;
                if (await MatchesAsync(row, filter, known, cancellation))
                {
                    found.Add(row);
                    if (found.Count == size)
                    {
                        return (found, before);
                    }
                }
            }

            if (rows.Count < Step)
            {
                return (found, null);
            }
        }

        return (found, before);
    }

    private async Task<bool> MatchesAsync(TraceRow row, DeviceQuery filter, Dictionary<string, bool> known, CancellationToken cancellation)
    {
        if (row.Serial.Length == 0)
        {
            return false;
        }

        if (!known.TryGetValue(row.Serial, out var matches))
        {
            matches = await devices.FindAsync(new DeviceKey(row.Project, row.Serial), cancellation) is { } device && filter.Matches(device);
            known.Add(row.Serial, matches);
        }

        return matches;
    }

    /// <returns>Null when nothing can match.</returns>
    private async Task<TraceQuery?> QueryOfAsync(ListTracesRequest request, int size, CancellationToken cancellation)
    {
        if (request.Serial.Length > 0 && !DeviceSerial.IsValid(request.Serial))
        {
            throw ApiErrors.Invalid("serial", $"must match {DeviceSerial.Pattern}");
        }

        Check("class", request.Class);
        Check("software_type", request.SoftwareType);
        Check("software_version", request.SoftwareVersion);
        cancellation.ThrowIfCancellationRequested();
        return new TraceQuery
        {
            Project = request.Project,
            Serial = request.Serial.Length > 0 ? request.Serial : null,
            Issues = request.Issue == 0 ? [] : await books.FamilyAsync(request.Project, request.Issue),
            Kinds = [.. request.Kinds.Distinct().Select(k => TraceMessages.EntryTypeOf(k) ?? throw ApiErrors.Invalid("kinds", "holds what is no kind"))],
            Stages = [.. request.States.Distinct().Select(s => TraceMessages.StageOf(s) ?? throw ApiErrors.Invalid("states", "holds what is no state"))],
            Class = request.Class,
            SoftwareType = request.SoftwareType,
            SoftwareVersion = request.SoftwareVersion,
            FromMs = request.StartTime is null ? 0 : TimeRange.Milliseconds(request.StartTime, "start_time"),
            ToMs = request.EndTime is null ? long.MaxValue : TimeRange.Milliseconds(request.EndTime, "end_time"),
            Before = request.PageToken.Length == 0 ? null : ReadCursor(request.PageToken),
            Limit = size,
        };
    }

    private static void Check(string field, string value)
    {
        // PostgreSQL has no text with U+0000.
        if (value.Length > MaxText || value.Any(char.IsControl))
        {
            throw ApiErrors.Invalid(field, $"must be {MaxText} printable characters at most");
        }
    }

    private static ObservationCursor ReadCursor(string token)
    {
        var parts = PageToken.ReadNumbers(token, 4);
        return new ObservationCursor(parts[0], (int)parts[1], parts[2], (int)parts[3]);
    }
}
