using Fleet.Api.V1;
using Fleet.Gateway.Metrics;
using Grpc.Core;

namespace Fleet.Gateway.Tests.Metrics;

public sealed class QueryPlanTests
{
    [Theory]
    [InlineData("fleet", "", Resolution.Hour, AnswerSource.Rollups)]
    [InlineData("fleet", "", Resolution.Unspecified, AnswerSource.Rollups)]
    [InlineData("fleet", "cohort", Resolution.Day, AnswerSource.Rollups)]
    [InlineData("fleet", "software", Resolution.Day, AnswerSource.Columns)]
    [InlineData("fleet", "hardware_version", Resolution.Hour, AnswerSource.Columns)]
    [InlineData("fleet", "attribute.region", Resolution.Hour, AnswerSource.Columns)]
    [InlineData("fleet", "", Resolution.Range, AnswerSource.Columns)]
    [InlineData("cohort", "", Resolution.Hour, AnswerSource.Rollups)]
    [InlineData("cohort", "software", Resolution.Hour, AnswerSource.Rollups)]
    [InlineData("cohort", "attribute.region", Resolution.Hour, AnswerSource.Columns)]
    [InlineData("cohort", "software", Resolution.Range, AnswerSource.Columns)]
    [InlineData("filter", "", Resolution.Hour, AnswerSource.Columns)]
    [InlineData("filter", "cohort", Resolution.Range, AnswerSource.Columns)]
    [InlineData("serial", "", Resolution.Hour, AnswerSource.Reports)]
    [InlineData("serial", "", Resolution.Report, AnswerSource.Reports)]
    [InlineData("serial", "", Resolution.Range, AnswerSource.Columns)]
    public void A_question_goes_to_the_cheapest_source_that_answers_it_exactly(string scope, string groupBy, Resolution resolution, AnswerSource expected) =>
        Assert.Equal(expected, QueryPlan.Of(Request(scope, groupBy, resolution)).Source);

    [Theory]
    [InlineData("fleet", Resolution.Hour)]
    [InlineData("cohort", Resolution.Day)]
    [InlineData("serial", Resolution.Hour)]
    public void Column_files_answer_whatever_is_asked_of_them_but_single_reports(string scope, Resolution resolution)
    {
        var request = Request(scope, "", resolution);
        request.Source = AnswerSource.Columns;
        Assert.Equal(AnswerSource.Columns, QueryPlan.Of(request).Source);
        request = Request("serial", "", Resolution.Report);
        request.Source = AnswerSource.Columns;
        Refused(request, "source");
    }

    [Fact]
    public void A_source_that_cannot_answer_is_refused()
    {
        var request = Request("filter", "", Resolution.Hour);
        request.Source = AnswerSource.Rollups;
        Refused(request, "source: ANSWER_SOURCE_ROLLUPS cannot answer this; ANSWER_SOURCE_COLUMNS can");
    }

    [Fact]
    public void Parts_that_do_not_go_together_are_refused()
    {
        Refused(new QueryMetricsRequest(), "scope");
        Refused(Request("fleet", "nothing", Resolution.Hour), "group_by");
        Refused(Request("fleet", "attribute.", Resolution.Hour), "group_by");
        Refused(Request("serial", "cohort", Resolution.Hour), "group_by");
        Refused(Request("filter", "", Resolution.Report), "resolution");
        Refused(new QueryMetricsRequest { Serial = "a\" or serial ~ \"*" }, "serial");
        Refused(new QueryMetricsRequest { Fleet = true, SoftwareVersion = "1.0" }, "software_version");
        Refused(new QueryMetricsRequest { Serial = "d1", SoftwareType = "main", SoftwareVersion = "1.0" }, "software_version");
        Refused(new QueryMetricsRequest { Cohort = "beta", GroupBySoftware = true, GroupBy = "software" }, "group_by");
    }

    [Fact]
    public void One_version_of_the_whole_fleet_is_answered_from_column_files() =>
        Assert.Equal(AnswerSource.Columns, QueryPlan.Of(new QueryMetricsRequest { Fleet = true, SoftwareType = "main", SoftwareVersion = "1.0" }).Source);

    private static void Refused(QueryMetricsRequest request, string named)
    {
        var e = Assert.Throws<RpcException>(() => QueryPlan.Of(request));
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        Assert.StartsWith(named, e.Status.Detail, StringComparison.Ordinal);
    }

    private static QueryMetricsRequest Request(string scope, string groupBy, Resolution resolution)
    {
        var request = new QueryMetricsRequest { GroupBy = groupBy, Resolution = resolution };
        switch (scope)
        {
            case "fleet":
                request.Fleet = true;
                break;
            case "cohort":
                request.Cohort = "beta";
                break;
            case "filter":
                request.Filter = "cohort = beta";
                break;
            default:
                request.Serial = "d1";
                break;
        }

        return request;
    }
}
