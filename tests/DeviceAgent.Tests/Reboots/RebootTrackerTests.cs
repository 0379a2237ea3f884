using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Reboots;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Reboots;

namespace Fleet.DeviceAgent.Tests.Reboots;

public sealed class RebootTrackerTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly AgentCounters _counters = new();
    private readonly TestLog _log = new();
    private readonly List<Reboot> _told = [];
    private readonly RebootReasonFile _reasonFile;
    private Guid _boot = Guid.NewGuid();
    private bool _sinkFails;

    public RebootTrackerTests()
    {
        _reasonFile = new RebootReasonFile(_directory["reboot-reason"]);
        Directory.CreateDirectory(_directory["pstore"]);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_first_start_on_a_device_invents_no_reboot()
    {
        Panic("dmesg-ramoops-0", "Panic#1 Part1\nold\n");
        _reasonFile.Write("button", "");
        Start();
        Assert.Empty(_told);

        // What lay there then says nothing about the next reboot either.
        Reboot();
        Assert.Equal(RebootReason.Unknown, Assert.Single(_told).Reason);
    }

    [Fact]
    public void Each_boot_is_told_once_however_often_the_daemon_starts()
    {
        Start();
        Reboot();
        Start();
        Start();
        var record = Assert.Single(_told);
        Assert.Equal(new Reboot(RebootReason.Unknown), record);
        Assert.False(record.IsExpected);
    }

    [Fact]
    public void A_record_that_was_not_taken_is_told_again_with_the_same_content()
    {
        Start();
        _reasonFile.Write("firmware_update", "2.0 to 2.1");
        _sinkFails = true;
        Reboot();
        Start();
        _sinkFails = false;
        Start();
        Start();
        Assert.Equal(3, _told.Count);
        Assert.Equal(new Reboot(RebootReason.FirmwareUpdate, Details: "2.0 to 2.1"), Assert.Single(_told.Distinct()));
        Assert.False(File.Exists(_directory["reboot-reason"]));
    }

    [Fact]
    public void A_daemon_that_lives_tries_again_what_was_not_taken()
    {
        Start();
        _boot = Guid.NewGuid();
        _sinkFails = true;
        using var held = DataDirectory.Take(_directory["data"]);
        var tracker = Tracker(held);
        tracker.HandOver();
        _sinkFails = false;
        tracker.HandOver();
        tracker.HandOver();
        Assert.Equal(2, _told.Count);
    }

    [Fact]
    public void Sources_count_in_order_and_all_are_used_up()
    {
        Start();
        Mark(RebootReason.UserReset);
        _reasonFile.Write("!tpm_lost", "line 1\nline 2");
        Panic("dmesg-ramoops-0", "Panic#1 Part1\n<0>[   12.3] Kernel panic - not syncing: Fatal exception\n");
        Reboot();
        Assert.Equal(RebootReason.KernelPanic, _told[0].Reason);
        Assert.Contains("Fatal exception", _told[0].Details, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_directory["pstore"]));
        Reboot();
        Assert.Equal(RebootReason.Unknown, _told[1].Reason);

        Mark(RebootReason.UserReset);
        _reasonFile.Write("!tpm_lost", "line 1\nline 2");
        Reboot();
        Assert.Equal(new Reboot(RebootReason.Custom, "!tpm_lost", "line 1\nline 2"), _told[2]);
        Assert.False(_told[2].IsExpected);

        Mark(RebootReason.UserShutdown);
        Reboot();
        Assert.Equal((RebootReason.UserShutdown, true), (_told[3].Reason, _told[3].IsExpected));
        Reboot();
        Assert.Equal(RebootReason.Unknown, _told[4].Reason);
    }

    [Fact]
    public void Panics_that_are_kept_are_told_once()
    {
        Start();
        Panic("dmesg-ramoops-0", "Panic#1 Part1\nfirst\n");
        Reboot(keepsPanics: true);
        Reboot(keepsPanics: true);
        Assert.Equal([RebootReason.KernelPanic, RebootReason.Unknown], _told.Select(record => record.Reason));
        Assert.Single(Directory.GetFiles(_directory["pstore"]));
        Panic("dmesg-ramoops-1", "Panic#1 Part1\nsecond\n");
        Reboot(keepsPanics: true);
        Assert.Contains("second", _told[2].Details, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reason_that_is_none_is_counted_and_the_next_source_speaks()
    {
        Start();
        Mark(RebootReason.UserReset);
        File.WriteAllText(_directory["reboot-reason"], "because I can\n");
        Reboot();
        Assert.Equal(RebootReason.UserReset, Assert.Single(_told).Reason);
        Assert.Equal(1, _counters[AgentCounter.RebootReasonsRefused]);
    }

    [Fact]
    public void A_mark_of_another_boot_says_nothing()
    {
        Start();
        var first = _boot;
        Reboot();
        File.WriteAllText(_directory["data/shutdown"], $"{first} user_reset\n");
        Reboot();
        Assert.Equal([RebootReason.Unknown, RebootReason.Unknown], _told.Select(record => record.Reason));
    }

    private void Panic(string name, string text) => File.WriteAllText(Path.Combine(_directory["pstore"], name), text);

    private void Mark(RebootReason reason)
    {
        using var held = DataDirectory.Take(_directory["data"]);
        Tracker(held).MarkShutdown(reason);
    }

    private void Reboot(bool keepsPanics = false)
    {
        _boot = Guid.NewGuid();
        Start(keepsPanics);
    }

    private void Start(bool keepsPanics = false)
    {
        using var held = DataDirectory.Take(_directory["data"]);
        Tracker(held, keepsPanics).HandOver();
    }

    private RebootTracker Tracker(DataDirectory held, bool keepsPanics = false) =>
        new(held, _boot, new PanicLog(_directory["pstore"]), keepsPanics, _reasonFile, Tell, _counters, _log.Log);

    private void Tell(Reboot record)
    {
        _told.Add(record);
        if (_sinkFails)
        {
            throw new IOException("no room");
        }
    }
}
