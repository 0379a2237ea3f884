namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Where the memory that a core keeps is taken from.</summary>
internal interface ICoreContent
{
    /// <summary>Writes what is kept of <paramref name="piece"/>. False when it ends before, or the time is over: then nothing more comes.</summary>
    bool TryCopy(Piece piece, ICoreOutput output);
}
