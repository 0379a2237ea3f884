using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Grains.Columns;
using Fleet.Protocol.Devices;
using Scope = Fleet.Api.V1.QueryMetricsRequest.ScopeOneofCase;

namespace Fleet.Gateway.Metrics;

/// <summary>What a question asks for, and where its answer comes from: the cheapest source that answers exactly what was asked. Pure.</summary>
/// <param name="Source">Never unspecified.</param>
/// <param name="Grouping">What series are told apart by.</param>
internal readonly record struct QueryPlan(AnswerSource Source, QueryGrouping Grouping)
{
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: the parts of the question do not go together, or the source it names cannot answer it.</exception>
    public static QueryPlan Of(QueryMetricsRequest request)
    {
        CheckScope(request);
        if (request.GroupBySoftware && request.GroupBy.Length > 0)
        {
            throw ApiErrors.Invalid("group_by", "group_by_software says the same already; give one of them");
        }

        var grouping = request.GroupBySoftware ? new QueryGrouping(ColumnGrouping.Software) : QueryGrouping.Parse(request.GroupBy);
        if (request.ScopeCase == Scope.Serial && grouping.By != ColumnGrouping.None)
        {
            throw ApiErrors.Invalid("group_by", "one device is one series");
        }

        var best = BestOf(request, grouping);
        if (request.Source == AnswerSource.Unspecified || request.Source == best)
        {
            return new QueryPlan(best, grouping);
        }

        return request.Source == AnswerSource.Columns && request.Resolution != Resolution.Report
            ? new QueryPlan(AnswerSource.Columns, grouping)
            : throw ApiErrors.Invalid("source", $"{NameOf(request.Source)} cannot answer this; {NameOf(best)} can");
    }

    private static AnswerSource BestOf(QueryMetricsRequest request, QueryGrouping grouping)
    {
        if (request.Resolution == Resolution.Report)
        {
            return request.ScopeCase == Scope.Serial
                ? AnswerSource.Reports
                : throw ApiErrors.Invalid("resolution", "single reports are for one device: give its serial");
        }

        var hasBuckets = request.Resolution != Resolution.Range;
        return request.ScopeCase switch
        {
            Scope.Serial when hasBuckets => AnswerSource.Reports,
            Scope.Cohort when hasBuckets && grouping.By is ColumnGrouping.None or ColumnGrouping.Software => AnswerSource.Rollups,
            Scope.Fleet when hasBuckets && request.SoftwareVersion.Length == 0 && grouping.By is ColumnGrouping.None or ColumnGrouping.Cohort => AnswerSource.Rollups,
            _ => AnswerSource.Columns,
        };
    }

    private static void CheckScope(QueryMetricsRequest request)
    {
        switch (request.ScopeCase)
        {
            case Scope.None:
            case Scope.Fleet when !request.Fleet:
                throw ApiErrors.Invalid("scope", "give one of serial, cohort, filter, set, fleet=true");
            case Scope.Serial when !DeviceSerial.IsValid(request.Serial):
                throw ApiErrors.Invalid("serial", $"must match {DeviceSerial.Pattern}");
            case Scope.Set when !DeviceSerial.IsValid(request.Set):
                throw ApiErrors.Invalid("set", "is not a device set's name");
            case Scope.Cohort when !DeviceSerial.IsValid(request.Cohort):
                throw ApiErrors.Invalid("cohort", "is not a cohort's name");
        }

        if (request.ScopeCase == Scope.Serial && request.SoftwareType.Length + request.SoftwareVersion.Length > 0)
        {
            throw ApiErrors.Invalid("software_version", "does not go with the serial of one device");
        }

        if (request.SoftwareType.Length == 0 != (request.SoftwareVersion.Length == 0))
        {
            throw ApiErrors.Invalid("software_version", "software_type and software_version go together");
        }
    }

    private static string NameOf(AnswerSource source) => source switch
    {
        AnswerSource.Rollups => "ANSWER_SOURCE_ROLLUPS",
        AnswerSource.Columns => "ANSWER_SOURCE_COLUMNS",
        AnswerSource.Reports => "ANSWER_SOURCE_REPORTS",
        AnswerSource.SetSizes => "ANSWER_SOURCE_SET_SIZES",
        _ => $"{source}",
    };
}
