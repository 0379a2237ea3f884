using System.Text;
using Fleet.DeviceAgent.Native;
using Microsoft.Win32.SafeHandles;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>The kernel's log: a program that the kernel starts has no standard error, and the journal reads this too.</summary>
internal sealed class KernelLog : TextWriter
{
    private const int OpenWriteOnly = 0x1 | 0x80000; // O_WRONLY | O_CLOEXEC

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        // One write is one record. Who is not root has no log here.
        var descriptor = LibC.Open("/dev/kmsg", OpenWriteOnly);
        if (descriptor < 0)
        {
            return;
        }

        using var log = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            RandomAccess.Write(log, Encoding.UTF8.GetBytes($"<4>fleetd[{Environment.ProcessId}]: {value}\n"), 0);
        }
        catch (IOException)
        {
            // The kernel takes so many lines and no more.
        }
    }
}
