namespace Fleet.Domain.Devices;

/// <summary>Which devices a change is for.</summary>
public enum DeviceChangeKind
{
    /// <summary>Those that are there, pending or not.</summary>
    Update = 0,

    /// <summary>Those that are not: it makes them, pending their first contact.</summary>
    Create = 1,

    /// <summary>Both.</summary>
    Upsert = 2,
}
