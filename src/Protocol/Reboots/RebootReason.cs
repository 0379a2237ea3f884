namespace Fleet.Protocol.Reboots;

/// <summary>Why a device booted. The numbers are on the wire: never renumber. From <see cref="Unknown"/> on the reboot was not meant.</summary>
public enum RebootReason
{
    /// <summary>A reason of the product's own, in <see cref="Reboot.Slug"/>; a leading <c>!</c> there says that it was not meant.</summary>
    Custom = 0,

    UserShutdown = 1,
    UserReset = 2,
    FirmwareUpdate = 3,
    LowPower = 4,
    Button = 5,
    PowerOn = 6,
    Software = 7,
    DeepSleep = 8,
    PinReset = 9,

    /// <summary>Nothing tells why.</summary>
    Unknown = 64,

    Assert = 65,
    BrownOut = 66,
    Nmi = 67,
    HardwareWatchdog = 68,
    SoftwareWatchdog = 69,
    Clock = 70,
    KernelPanic = 71,
    UpdateError = 72,
}
