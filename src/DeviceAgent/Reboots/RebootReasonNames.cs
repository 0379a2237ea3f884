using Fleet.Protocol.Reboots;

namespace Fleet.DeviceAgent.Reboots;

/// <summary>The names of reasons, as files and commands spell them.</summary>
internal static class RebootReasonNames
{
    public static readonly IReadOnlyDictionary<string, RebootReason> All = new Dictionary<string, RebootReason>(StringComparer.Ordinal)
    {
        ["user_shutdown"] = RebootReason.UserShutdown,
        ["user_reset"] = RebootReason.UserReset,
        ["firmware_update"] = RebootReason.FirmwareUpdate,
        ["low_power"] = RebootReason.LowPower,
        ["button"] = RebootReason.Button,
        ["power_on"] = RebootReason.PowerOn,
        ["software"] = RebootReason.Software,
        ["deep_sleep"] = RebootReason.DeepSleep,
        ["pin"] = RebootReason.PinReset,
        ["unknown_error"] = RebootReason.Unknown,
        ["assert"] = RebootReason.Assert,
        ["brown_out"] = RebootReason.BrownOut,
        ["nmi"] = RebootReason.Nmi,
        ["hardware_watchdog"] = RebootReason.HardwareWatchdog,
        ["software_watchdog"] = RebootReason.SoftwareWatchdog,
        ["clock"] = RebootReason.Clock,
        ["kernel_panic"] = RebootReason.KernelPanic,
        ["update_error"] = RebootReason.UpdateError,
    };

    public static string NameOf(RebootReason reason) => All.First(pair => pair.Value == reason).Key;

    public static string NameOf(Reboot reboot) => reboot.Reason == RebootReason.Custom ? reboot.Slug : NameOf(reboot.Reason);

    /// <summary>A name, or a slug of the product's own; null when the text is neither.</summary>
    public static Reboot? Parse(string text, string details = "") =>
        All.TryGetValue(text, out var reason) ? new Reboot(reason, "", RebootDetails.Of(details))
        : Reboot.IsSlug(text) ? new Reboot(RebootReason.Custom, text, RebootDetails.Of(details))
        : null;
}
