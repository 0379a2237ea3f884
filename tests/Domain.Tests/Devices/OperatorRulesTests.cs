using Fleet.Domain.Devices;
using Fleet.Protocol.Sync;
using static Fleet.Domain.Tests.Devices.Uploads;

namespace Fleet.Domain.Tests.Devices;

public sealed class OperatorRulesTests
{
    private const long Day = 86_400_000;

    private static readonly DeviceSettingsChange Nothing = new(null, null, null, null, null, null, []);

    [Fact]
    public void A_change_keeps_what_it_does_not_name_and_raises_the_revision()
    {
        var state = StateAfter(Of());
        Configure(state, Nothing with { Logging = true, ReportIntervalMs = 60_000 });
        Configure(state, Nothing with { Logging = false, BytesPerDay = 1_000 });
        Assert.Equal(new DeviceSettings(60_000, null, null, false, 1_000), state.Settings);
        Assert.Equal(2, state.SettingsRevision);
    }

    [Fact]
    public void A_setting_can_be_left_to_the_project_again()
    {
        var state = StateAfter(Of());
        Configure(state, Nothing with { Logging = true, Debugging = false });
        Configure(state, Nothing with { Inherited = [DeviceSetting.Logging, DeviceSetting.ReportInterval] });
        Assert.Equal(new DeviceSettings(Debugging: false), state.Settings);
    }

    [Fact]
    public void A_change_that_changes_nothing_is_not_recorded()
    {
        var state = StateAfter(Of());
        Configure(state, Nothing with { Logging = true });
        Assert.Null(OperatorRules.Configure(state, Nothing with { Logging = true }, Now));
        Assert.Null(OperatorRules.Configure(state, Nothing, Now));
    }

    [Fact]
    public void Developer_mode_ends_by_itself_or_before()
    {
        var state = StateAfter(Of());
        Configure(state, Nothing with { DeveloperForMs = 1_000 });
        Assert.Equal((true, true, false), (state.Settings.IsDeveloperAt(Now), state.Settings.IsDeveloperAt(Now + 999), state.Settings.IsDeveloperAt(Now + 1_000)));
        Configure(state, Nothing with { DeveloperForMs = 0 });
        Assert.False(state.Settings.IsDeveloperAt(Now));
    }

    [Theory]
    [InlineData(999L, null, null, "report_interval: 999 ms")]
    [InlineData((7 * Day) + 1, null, null, "report_interval: ")]
    [InlineData(null, -1L, null, "bytes_per_day: ")]
    [InlineData(null, null, (7 * Day) + 1, "developer_for: at most 7 days")]
    [InlineData(null, null, -1L, "developer_for: ")]
    public void What_cannot_be_is_refused_by_its_field(long? interval, long? bytes, long? developer, string message)
    {
        var change = Nothing with { ReportIntervalMs = interval, BytesPerDay = bytes, DeveloperForMs = developer };
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => OperatorRules.Configure(StateAfter(Of()), change, Now)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_is_open_until_it_is_answered_and_its_id_is_never_used_again()
    {
        var state = StateAfter(Of());
        state.Apply(OperatorRules.MakeRequest(state, RequestKind.Logs, 10, 20, Guid.Empty, null, Now));
        var open = Assert.Single(state.Requests.OpenAt(Now)).Request;
        Assert.Equal(new DeviceRequest(1, (int)RequestKind.Logs, Now + (7 * Day), 10, 20, Guid.Empty), open);

        var answer = new SyncEntry(1, (int)EntryType.RequestAnswer, Now, 3_600_000, 0, new RequestAnswer(1, RequestOutcome.NothingHeld, "gone").Encode());
        var decision = DeviceRules.Decide(state, Of(answer), Now + 5);
        state.Apply(decision.Batch!);
        Assert.Equal([new NumberRange(1, 1)], decision.Acknowledged);
        Assert.Empty(state.Requests.OpenAt(Now + 5));
        var closed = state.Requests.Find(1)!;
        Assert.Equal((RequestState.Answered, Now + 5, RequestOutcome.NothingHeld, "gone"), (closed.State, closed.ClosedAtMs, closed.Outcome, closed.Message));

        state.Apply(OperatorRules.MakeRequest(state, RequestKind.Logs, 10, 20, Guid.Empty, null, Now));
        Assert.Equal(2, Assert.Single(state.Requests.OpenAt(Now)).Request.Id);
    }

    [Fact]
    public void A_request_that_expired_or_was_cancelled_is_not_told_any_more_and_a_late_answer_still_counts()
    {
        var state = StateAfter(Of());
        state.Apply(OperatorRules.MakeRequest(state, RequestKind.Telemetry, 10, 20, Guid.Empty, 1_000, Now));
        state.Apply(OperatorRules.MakeRequest(state, RequestKind.Telemetry, 10, 20, Guid.Empty, null, Now));
        state.Apply(OperatorRules.Cancel(state, 2, Now)!);
        Assert.Null(OperatorRules.Cancel(state, 2, Now));
        Assert.Null(OperatorRules.Cancel(state, 1, Now + 1_000));
        Assert.Empty(state.Requests.OpenAt(Now + 1_000));

        state.Apply(DeviceRules.Decide(state, Of(Answer(1, 1), Answer(2, 2)), Now + 2_000).Batch!);
        Assert.Equal([RequestState.Answered, RequestState.Cancelled], state.Requests.All.Select(r => r.State));
    }

    [Fact]
    public void No_more_requests_are_open_than_a_reply_may_carry()
    {
        var state = StateAfter(Of());
        for (var i = 0; i < RequestBook.MaxOpen; i++)
        {
            state.Apply(OperatorRules.MakeRequest(state, RequestKind.Logs, 10, 20, Guid.Empty, null, Now));
        }

        Assert.StartsWith("64 requests are open", Assert.Throws<InvalidOperationException>(
            () => OperatorRules.MakeRequest(state, RequestKind.Logs, 10, 20, Guid.Empty, null, Now)).Message, StringComparison.Ordinal);
        Assert.Equal(65, ((RequestMade)OperatorRules.MakeRequest(state, RequestKind.Logs, 10, 20, Guid.Empty, null, Now + (7 * Day)).Events[0]).Request.Id);
    }

    [Theory]
    [InlineData(RequestKind.Logs, 20L, 20L, false, null, "end_time: ")]
    [InlineData(RequestKind.Telemetry, -1L, 20L, false, null, "end_time: ")]
    [InlineData(RequestKind.Coredump, 0L, 0L, false, null, "subject: ")]
    [InlineData(RequestKind.Logs, 10L, 20L, true, null, "subject: ")]
    [InlineData(RequestKind.Logs, 10L, 20L, false, 0L, "expires_after: ")]
    [InlineData(RequestKind.Logs, 10L, 20L, false, (30 * Day) + 1, "expires_after: ")]
    public void A_request_that_makes_no_sense_is_refused_by_its_field(RequestKind kind, long from, long to, bool hasSubject, long? expiry, string field) =>
        Assert.StartsWith(field, Assert.Throws<ArgumentException>(() => OperatorRules.MakeRequest(
            StateAfter(Of()), kind, from, to, hasSubject ? Boot : Guid.Empty, expiry, Now)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_deleted_device_is_none_also_from_its_snapshot_and_is_deleted_once()
    {
        var state = StateAfter(Of());
        state.Apply(OperatorRules.Delete(state, Now)!);
        var restored = DeviceStateCodec.Decode(DeviceStateCodec.Format, DeviceStateCodec.Encode(state));
        Assert.Equal((true, false), (restored.IsDeleted, restored.Exists));
        Assert.Null(OperatorRules.Delete(restored, Now));
        Assert.Null(OperatorRules.Delete(new DeviceState(), Now));
    }

    private static SyncEntry Answer(long number, long request) => new(
        number, (int)EntryType.RequestAnswer, Now, 3_600_000, 0, new RequestAnswer(request, RequestOutcome.Done, "").Encode());

    private static void Configure(DeviceState state, DeviceSettingsChange change) => state.Apply(OperatorRules.Configure(state, change, Now)!);
}
