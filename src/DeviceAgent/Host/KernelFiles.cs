using System.Text;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Host;

/// <summary>
/// Reads the kernel's small text files without exceptions: a device lacks most of them for good, and a minute's round of samples must cost
/// nothing for that. What fails is told once, at debug level. Not for several threads at once.
/// </summary>
internal sealed class KernelFiles(AgentLog log)
{
    /// <summary>Of one file; the kernel's tables of disks and interfaces are a few kilobytes. What is longer is cut.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Files remembered as told of: those of the collectors are some dozens.</summary>
    private const int MaxTold = 256;

    private readonly byte[] _buffer = new byte[MaxBytes];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>The file's text; null when it cannot be read.</summary>
    public string? Read(string path)
    {
        var text = ReadQuietly(path);
        if (text is null)
        {
            Tell(path, "cannot be read");
        }

        return text;
    }

    /// <summary>The same for files that come and go, such as those of a power supply.</summary>
    public string? ReadQuietly(string path) => TryRead(path, out var bytes) ? Encoding.Latin1.GetString(bytes) : null;

    /// <summary>The same without a text of its own, for files that are many, such as those of processes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its content, until the next call.</param>
    public bool TryRead(string path, out ReadOnlySpan<byte> bytes)
    {
        bytes = [];
        var descriptor = LibC.Open(path, LibC.OpenReadOnly);
        if (descriptor < 0)
        {
            return false;
        }

        try
        {
            var length = 0;
            nint read;
            while (length < MaxBytes && (read = LibC.Read(descriptor, _buffer.AsSpan(length), MaxBytes - length)) != 0)
            {
                if (read < 0)
                {
                    return false;
                }

                length += (int)read;
            }

            bytes = _buffer.AsSpan(0, length);
            return true;
        }
        finally
        {
            _ = LibC.Close(descriptor);
        }
    }

    /// <summary>The file is there, but does not say what it should.</summary>
    public void Malformed(string path) => Tell(path, "is not in the form that this agent knows");

    private void Tell(string path, string what)
    {
        if (_told.Count < MaxTold && _told.Add(path))
        {
            log.Debug("system", $"{path} {what}: what is measured there is not reported");
        }
    }
}
