namespace Fleet.Grains.Coredumps;

/// <summary>What <see cref="ICrashExemplarsGrain"/> keeps. Stored as JSON by field name.</summary>
public sealed class CrashExemplarsState
{
    public List<CrashExemplar> Exemplars { get; set; } = [];
}

/// <summary>A crash whose core is asked for, or here.</summary>
/// <param name="Crash">Its id.</param>
/// <param name="ClaimedAtMs">Milliseconds since 1970 UTC.</param>
/// <param name="IsHeld">Whether the device said that the core is on its way before this, so that it is here.</param>
public sealed record CrashExemplar(Guid Crash, long ClaimedAtMs, bool IsHeld);
