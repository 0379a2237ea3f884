using System.Runtime.InteropServices;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// <c>/proc/PID/mem</c>. The kernel keeps the process as long as the handler holds the read end of its pipe, given that <c>core_pipe_limit</c> is above 0.
/// </summary>
internal sealed class ProcessMemory : IProcessMemory, IDisposable
{
    private readonly int _descriptor;

    private ProcessMemory(int descriptor) => _descriptor = descriptor;

    /// <summary>Null when the process is gone, or its memory not for us.</summary>
    /// <param name="process">Folder of the process or of one of its threads in <c>/proc</c>.</param>
    public static ProcessMemory? Open(string process)
    {
        var descriptor = LibC.Open($"{process}/mem", LibC.OpenReadOnly);
        return descriptor < 0 ? null : new ProcessMemory(descriptor);
    }

    public unsafe int Read(ulong address, Span<byte> buffer)
    {
        var total = 0;
        fixed (byte* at = buffer)
        {
            while (total < buffer.Length && address <= long.MaxValue - (ulong)total)
            {
                var read = LibC.PRead(_descriptor, at + total, buffer.Length - total, (long)address + total);
                if (read < 0 && Marshal.GetLastPInvokeError() == LibC.ErrorInterrupted)
                {
                    continue;
                }

                if (read <= 0)
                {
                    break;
                }

                total += (int)read;
            }
        }

        return total;
    }

    public void Dispose() => _ = LibC.Close(_descriptor);
}
