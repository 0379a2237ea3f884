namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Memory as the kernel's core has it.</summary>
internal sealed class StreamContent(CoreInput input) : ICoreContent
{
    public bool TryCopy(Piece piece, ICoreOutput output) =>
        piece.Kept == 0 || (input.TrySkipTo(piece.SourceOffset) && input.TryCopy(piece.Kept, output));
}
