using Fleet.DeviceAgent.Elf;
using Fleet.Protocol;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// Return addresses of the thread that crashed, as far as they are found without symbols: along the frame pointers; where code keeps none, words of
/// the stack that point behind a call. The server unwinds better, from the core; this is what tells crashes apart without one.
/// </summary>
internal sealed class FrameWalker(CoreHead head, MemoryWords words)
{
    /// <summary>Of the stack, looked through where there are no frame pointers.</summary>
    private const ulong MaxScan = 16 * 1024;

    /// <summary>Of frames that a scan finds: some may be remains of earlier calls, more with each.</summary>
    private const int MaxScanned = 16;

    /// <summary>Of the stack of a thread, looked through for all that may be a return address.</summary>
    private const int MaxCandidateScan = 8 * 1024;

    private const int MaxCandidates = 128;

    private readonly CoreArchitecture? _architecture = CoreArchitecture.Find(head.Header);
    private readonly List<AddressRange> _code = CodeOf(head.Segments);

    /// <summary>The faulting instruction first, then outward.</summary>
    public List<ulong> Walk(ThreadState thread)
    {
        var frames = new List<ulong> { thread.Pc };
        if (_architecture is null)
        {
            return frames;
        }

        var stack = head.Segments.FirstOrDefault(segment => segment.Memory.Contains(thread.Sp)).Memory;
        AddJumpedFrom(thread, frames);
        AddCallerOfLeaf(thread, frames);
        var known = frames.Count;
        FollowFramePointers(thread, stack, frames);
        if (frames.Count == known)
        {
            Scan(thread, stack, frames);
        }

        return frames;
    }

    /// <summary>
    /// The program counter of any thread, and the calls before all that may be return addresses near the top of its stack. Among them are remains of earlier calls; an
    /// unwinder that knows of all these functions will not miss one.
    /// </summary>
    public List<ulong> Candidates(ThreadState thread)
    {
        var found = new List<ulong> { thread.Pc };
        if (_architecture is null)
        {
            return found;
        }

        AddCall(Unsigned(thread.Link), found);
        var word = words.WordSize;
        var start = (thread.Sp + (ulong)word - 1) & ~((ulong)word - 1);
        var stack = head.Segments.FirstOrDefault(segment => segment.Memory.Contains(start)).Memory;
        var top = new byte[stack.IsEmpty ? 0 : Math.Min(stack.End - start, MaxCandidateScan)];
        var read = words.Memory.Read(start, top);
        for (var at = 0; at + word <= read && found.Count < MaxCandidates; at += word)
        {
            AddCall(Unsigned(words.Of(top.AsSpan(at))), found);
        }

        return found;
    }

    private void AddCall(ulong returnTo, List<ulong> found)
    {
        if (Follows(returnTo))
        {
            found.Add(returnTo - 1);
        }
    }

    /// <summary>A call of a bad address: where it came from is where it would have returned to.</summary>
    private void AddJumpedFrom(ThreadState thread, List<ulong> frames)
    {
        if (IsCode(thread.Pc))
        {
            return;
        }

        var from = Unsigned(thread.Link);
        if ((_architecture!.HasLink || words.TryRead(thread.Sp, out from)) && IsCode(from))
        {
            frames.Add(from);
        }
    }

    /// <summary>A function that has no frame of its own (yet, or ever): its return address is on top of the stack, or in the link register.</summary>
    private void AddCallerOfLeaf(ThreadState thread, List<ulong> frames)
    {
        var caller = Unsigned(thread.Link);
        if (frames.Count == 1
            && (_architecture!.HasLink || words.TryRead(thread.Sp, out caller))
            && Follows(caller)
            && (!_architecture.HasLink || _architecture.KeepsLink(words.Memory, CodeAround(thread.Pc), thread.Pc, caller)))
        {
            frames.Add(caller);
        }
    }

    private void FollowFramePointers(ThreadState thread, AddressRange stack, List<ulong> frames)
    {
        if (!_architecture!.HasFramePointer)
        {
            return;
        }

        var frame = thread.FramePointer;
        var least = thread.Sp;
        while (frames.Count < ProtocolLimits.MaxCrashFrames && frame >= least && stack.Contains(frame) && frame % (ulong)words.WordSize == 0)
        {
            var saved = frame + (ulong)(long)_architecture.SavedFrameAt;
            if (!words.TryRead(saved, out var caller) || !words.TryRead(saved + (ulong)words.WordSize, out var returnTo) || !IsCode(returnTo = Unsigned(returnTo)))
            {
                return;
            }

            if (returnTo != frames[^1])
            {
                frames.Add(returnTo);
            }

            least = frame + 1;
            frame = caller;
        }
    }

    private void Scan(ThreadState thread, AddressRange stack, List<ulong> frames)
    {
        var link = Unsigned(thread.Link);
        if (_architecture!.HasLink && Follows(link) && link != frames[^1])
        {
            frames.Add(link);
        }

        var word = (ulong)words.WordSize;
        var end = Math.Min(stack.End, AddressRange.Of(thread.Sp, MaxScan).End);
        for (var at = (thread.Sp + word - 1) & ~(word - 1); at < end && frames.Count <= MaxScanned; at += word)
        {
            if (!words.TryRead(at, out var value))
            {
                return;
            }

            value = Unsigned(value);
            if (value != frames[^1] && Follows(value))
            {
                frames.Add(value);
            }
        }
    }

    private bool Follows(ulong address)
    {
        Span<byte> before = stackalloc byte[CoreArchitecture.CallBytes];
        return _architecture!.KnowsCalls && address > (ulong)before.Length && IsCode(address) && IsCode(address - (ulong)before.Length)
            && words.Memory.Read(address - (ulong)before.Length, before) == before.Length && _architecture.IsReturnAddress(before);
    }

    /// <summary>A return address as it was before the function signed it.</summary>
    private ulong Unsigned(ulong address) => address & ~head.Notes.SignatureBits;

    private bool IsCode(ulong address) => !CodeAround(address).IsEmpty;

    private AddressRange CodeAround(ulong address)
    {
        foreach (var range in _code)
        {
            if (range.Contains(address))
            {
                return range;
            }
        }

        return default;
    }

    private static List<AddressRange> CodeOf(IReadOnlyList<ProgramHeader> segments)
    {
        var code = new List<AddressRange>();
        foreach (var segment in segments)
        {
            if ((segment.Flags & ProgramHeader.Executable) != 0)
            {
                code.Add(segment.Memory);
            }
        }

        return AddressRange.Merge(code);
    }
}
