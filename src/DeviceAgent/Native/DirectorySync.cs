using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Fleet.DeviceAgent.Native;

/// <summary>Makes the creation, renaming or removal of a directory's entries durable: a file's own fsync does not cover its name.</summary>
internal static class DirectorySync
{
    /// <exception cref="IOException">The directory cannot be opened or flushed.</exception>
    public static void Flush(string directory)
    {
        var descriptor = LibC.Open(directory, LibC.OpenReadOnly);
        if (descriptor < 0)
        {
            throw Failure("open", directory);
        }

        try
        {
            if (LibC.FSync(descriptor) != 0)
            {
                throw Failure("fsync", directory);
            }
        }
        finally
        {
            _ = LibC.Close(descriptor);
        }
    }

    private static IOException Failure(string call, string directory) =>
        new($"{call} {directory}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
}
