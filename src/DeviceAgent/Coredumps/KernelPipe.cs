using System.Runtime.InteropServices;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// The standard input, into which the kernel writes the core. Once it is released, the kernel ends the dump, and with it the process.
/// </summary>
internal sealed class KernelPipe(Deadline deadline) : ICoreStream, IDisposable
{
    private const int StandardInput = 0;

    private bool _isReleased;

    public int Read(Span<byte> buffer)
    {
        while (!_isReleased && !deadline.IsOver)
        {
            var wait = new PollDescriptor { Descriptor = StandardInput, Events = LibC.PollIn };
            var ready = LibC.Poll(ref wait, 1, deadline.RemainingMs);
            if (ready == 0 || (ready < 0 && IsInterrupted))
            {
                continue;
            }

            var read = LibC.Read(StandardInput, buffer, buffer.Length);
            if (read < 0 && IsInterrupted)
            {
                continue;
            }

            return (int)Math.Max(0, read);
        }

        return 0;
    }

    public void Dispose()
    {
        if (!_isReleased)
        {
            _isReleased = true;
            _ = LibC.Close(StandardInput);
        }
    }

    private static bool IsInterrupted => Marshal.GetLastPInvokeError() == LibC.ErrorInterrupted;
}
