using Fleet.Domain.Coredumps;
using Fleet.Domain.Devices;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Sync;
using static Fleet.Domain.Tests.Devices.Uploads;

namespace Fleet.Domain.Tests.Devices;

public sealed class WantedCoresTests
{
    private static readonly CrashFrame Frame = new("ab12", "app", 0x10);

    [Fact]
    public void Crashes_are_gathered_by_the_bug_that_they_may_be()
    {
        var (first, second, other) = (Crash(), Crash(), Crash(Frame with { Offset = 0x11 }));
        var found = Candidates(StateAfter(Of()), Of(Entry(1, first), Entry(2, other), Entry(3, second)));
        Assert.Equal([PlaceOf(first), PlaceOf(other)], found.Keys);
        Assert.Equal([first.Id, second.Id], found[PlaceOf(first)]);
    }

    [Fact]
    public void A_crash_in_a_library_is_of_the_place_that_called_it()
    {
        var (one, other) = (new CrashFrame("cd34", "libc.so.6", 0x20), new CrashFrame("cd34", "libc.so.6", 0x30));
        Assert.Equal(PlaceOf(Crash() with { Frames = [one, Frame] }), PlaceOf(Crash() with { Frames = [other, Frame] }));
        Assert.NotEqual(PlaceOf(Crash() with { Frames = [one, Frame] }), PlaceOf(Crash() with { Frames = [one, Frame with { Offset = 0x11 }] }));
        Assert.NotEqual(PlaceOf(Crash(one)), PlaceOf(Crash(other)));
    }

    [Fact]
    public void Each_version_and_each_hardware_is_asked_for_cores_of_its_own()
    {
        var crash = Crash();
        Assert.Equal(3, new[] { PlaceOf(crash), PlaceOf(crash, "2.0"), PlaceOf(crash, hardware: "rev-b") }.Distinct().Count());
        Assert.NotEqual(PlaceOf(crash, "a/b", "c"), PlaceOf(crash, "a", "b/c"));
    }

    [Fact]
    public void An_address_in_no_module_is_no_place_of_its_own()
    {
        // It is another in each process: each crash would be the first of its place.
        Assert.Equal(PlaceOf(Crash(new CrashFrame("", "", 0x7f00_1234))), PlaceOf(Crash(new CrashFrame("", "", 0x7f00_5678))));
        Assert.NotEqual(PlaceOf(Crash(new CrashFrame("", "", 1))), PlaceOf(Crash(new CrashFrame("", "", 1)) with { Signal = 6 }));
        Assert.NotEqual(PlaceOf(Crash(new CrashFrame("", "", 1))), PlaceOf(Crash(new CrashFrame("", "", 1)) with { Program = "other" }));
    }

    [Fact]
    public void A_place_of_long_names_is_a_short_key_and_still_a_place_of_its_own()
    {
        var place = PlaceOf(Crash(), new string('ü', 128));
        Assert.InRange(place.Text.Length, 1, CrashPlace.MaxLength);
        Assert.NotEqual(place, PlaceOf(Crash(), new string('ä', 128)));
    }

    [Fact]
    public void A_crash_without_a_core_seen_before_deferred_refused_or_damaged_is_not_asked_for()
    {
        var state = StateAfter(Of(Entry(1, Crash())));
        var upload = Of(Entry(1, Crash()), Entry(2, Crash() with { CoreBytes = 0 }), Entry(3, Crash()), Entry(4, Crash()), Entry(5, Crash()) with { Body = new byte[] { 0x90 } });
        Assert.Empty(Candidates(state, upload with { Refused = [Refusal(3)], Deferred = [4] }));
    }

    [Fact]
    public void Cores_are_asked_for_only_while_debugging_is_on()
    {
        var upload = Of(Entry(1, Crash()));
        var state = StateAfter(Of());
        Assert.Single(WantedCores.Candidates(state, upload, isDebugging: true, Now));
        Assert.Empty(WantedCores.Candidates(state, upload, isDebugging: false, Now));
        state.Apply(OperatorRules.Configure(state, new(null, null, false, null, null, null, []), Now)!);
        Assert.Empty(WantedCores.Candidates(state, upload, isDebugging: true, Now));
        state.Apply(OperatorRules.Configure(state, new(null, null, null, null, null, 1_000, []), Now)!);
        Assert.Single(WantedCores.Candidates(state, upload, isDebugging: false, Now + 999));
        Assert.Empty(WantedCores.Candidates(state, upload, isDebugging: false, Now + 1_000));
    }

    [Fact]
    public void A_wanted_core_is_requested_in_the_batch_of_its_crash()
    {
        var (wanted, other) = (Crash(), Crash());
        var batch = DeviceRules.Decide(StateAfter(Of()), Of(Entry(1, other), Entry(2, wanted)) with { WantedCores = new HashSet<Guid> { wanted.Id } }, Now).Batch!;
        Assert.Equal([typeof(ObservationRecorded), typeof(ObservationRecorded), typeof(RequestMade)], batch.Events.Select(e => e.GetType()));
        Assert.Equal(
            new RequestMade(new DeviceRequest(1, (int)RequestKind.Coredump, Now + OperatorRules.DefaultExpiryMs, 0, 0, wanted.Id), PlaceOf(wanted).Text), batch.Events[2]);
    }

    [Fact]
    public void A_device_that_crashes_everywhere_keeps_room_for_what_people_ask_for()
    {
        var crashes = Enumerable.Range(0, 20).Select(i => Crash(Frame with { Offset = (ulong)i })).ToArray();
        var upload = Of([.. crashes.Select((c, i) => Entry(i + 1, c))]);
        var state = StateAfter(Of());
        Assert.Equal(WantedCores.MaxOpen, Candidates(state, upload).Count);
        state.Apply(DeviceRules.Decide(state, upload with { WantedCores = crashes.Select(c => c.Id).ToHashSet() }, Now).Batch!);
        Assert.Equal(WantedCores.MaxOpen, state.Requests.OpenAt(Now).Count());
        Assert.Empty(Candidates(state, Of(Entry(99, Crash()))));
    }

    private static IReadOnlyDictionary<CrashPlace, List<Guid>> Candidates(DeviceState state, DeviceUpload upload) =>
        WantedCores.Candidates(state, upload, isDebugging: true, Now);

    private static CrashPlace PlaceOf(Crash crash, string? version = null, string? hardware = null)
    {
        var request = Of().Request;
        return CrashPlace.Of(crash, request.Origins[0] with { SoftwareVersion = version ?? request.Origins[0].SoftwareVersion }, hardware ?? request.Device.HardwareVersion);
    }

    private static Crash Crash(CrashFrame? frame = null) => new(
        Guid.NewGuid(), "app", "/usr/bin/app", 42, 11, 1, 0, "main", CoreStrategy.Threads, 1_000, "", [frame ?? Frame]);

    private static SyncEntry Entry(long number, Crash crash) => new(number, (int)EntryType.Crash, Now - 1_000, 3_500_000, 0, crash.Encode());
}
