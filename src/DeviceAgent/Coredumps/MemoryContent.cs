namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Memory of the process itself. What cannot be read is zeros, as in the kernel's own cores.</summary>
internal sealed class MemoryContent(IProcessMemory memory, Deadline deadline) : ICoreContent
{
    private const int PageBytes = 4096;

    private readonly byte[] _chunk = new byte[16 * PageBytes];

    public bool TryCopy(Piece piece, ICoreOutput output)
    {
        for (ulong done = 0; done < piece.Kept;)
        {
            if (deadline.IsOver)
            {
                return false;
            }

            var address = piece.Memory.Start + done;
            var part = _chunk.AsSpan(0, (int)Math.Min(piece.Kept - done, (ulong)_chunk.Length));
            var read = memory.Read(address, part);
            if (read == 0)
            {
                // Only to the end of its page: the next may be readable.
                part = part[..(int)Math.Min((ulong)part.Length, PageBytes - (address % PageBytes))];
                part.Clear();
                read = part.Length;
            }

            output.Write(part[..read]);
            done += (ulong)read;
        }

        return true;
    }
}
