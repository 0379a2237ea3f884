namespace Fleet.Symbolication.Targets;

/// <summary>Memory of a process that is dead: what of it was kept.</summary>
public interface ITargetMemory
{
    /// <summary>All of the bytes, or false.</summary>
    bool TryRead(ulong address, Span<byte> into);
}
