namespace Fleet.Domain.Devices;

/// <summary>What became of a request. The numbers are in snapshots: never renumber.</summary>
public enum RequestState
{
    /// <summary>The device is told of it with every reply.</summary>
    Open = 1,

    /// <summary>The device answered.</summary>
    Answered = 2,

    /// <summary>Somebody took it back.</summary>
    Cancelled = 3,

    /// <summary>Its time was over before the device answered.</summary>
    Expired = 4,
}
