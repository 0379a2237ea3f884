using System.Security.Cryptography;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Attachments;
using Microsoft.Win32.SafeHandles;

namespace Fleet.DeviceAgent.Spooling;

/// <summary>
/// Files that entries of the queue name, each by the SHA-256 of its content. A file is durable before an entry may name it, and goes when none
/// does any more: the queue says what is kept, so that neither needs a transaction with the other.
/// </summary>
internal sealed class Spool
{
    private const string Incoming = ".incoming";
    private const int BufferBytes = 64 * 1024;

    private readonly string _directory;

    /// <exception cref="IOException">The directory cannot be made or read.</exception>
    public Spool(string directory)
    {
        _directory = directory;
        Directory.CreateDirectory(directory);
        foreach (var torn in Directory.EnumerateFiles(directory, "*" + Incoming))
        {
            File.Delete(torn);
        }
    }

    public string PathOf(string sha256) => Path.Combine(_directory, sha256);

    /// <summary>Moves a finished file in; from the same file system it is not copied.</summary>
    /// <exception cref="IOException">It cannot be read, or the disk is full: the file is where it was.</exception>
    public Attachment Take(string path)
    {
        Attachment attachment;
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
        {
            attachment = Hash(file, RandomAccess.GetLength(file), destination: null);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(path, PathOf(attachment.Sha256), overwrite: true);
        DirectorySync.Flush(_directory);
        return attachment;
    }

    /// <summary>Copies a file in, which stays where it is and may be appended to meanwhile: what is there now counts.</summary>
    /// <exception cref="IOException">It cannot be read, or the disk is full: nothing is in the spool.</exception>
    public Attachment Copy(string path)
    {
        var incoming = Path.Combine(_directory, Guid.NewGuid().ToString("N") + Incoming);
        try
        {
            Attachment attachment;
            using (var from = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            using (var to = File.OpenHandle(incoming, FileMode.CreateNew, FileAccess.Write))
            {
                attachment = Hash(from, RandomAccess.GetLength(from), to);
                RandomAccess.FlushToDisk(to);
            }

            File.Move(incoming, PathOf(attachment.Sha256), overwrite: true);
            DirectorySync.Flush(_directory);
            return attachment;
        }
        finally
        {
            File.Delete(incoming);
        }
    }

    /// <summary>Null when the file is not there.</summary>
    public FileStream? OpenRead(string sha256) =>
        File.Exists(PathOf(sha256)) ? new FileStream(PathOf(sha256), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0) : null;

    /// <summary>Removes what is not named any more.</summary>
    public void Collect(IReadOnlySet<string> named)
    {
        foreach (var path in Directory.EnumerateFiles(_directory))
        {
            if (!named.Contains(Path.GetFileNameWithoutExtension(path)) && !path.EndsWith(Incoming, StringComparison.Ordinal))
            {
                File.Delete(path);
            }
        }
    }

    /// <param name="from">A regular file.</param>
    /// <param name="length">How much of it counts: it may grow meanwhile.</param>
    /// <param name="destination">Gets a copy of it.</param>
    private static Attachment Hash(SafeFileHandle from, long length, SafeFileHandle? destination)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        long offset = 0;
        while (offset < length)
        {
            var read = RandomAccess.Read(from, buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - offset)), offset);
            if (read == 0)
            {
                // Cut meanwhile: what is left of it counts.
                break;
            }

            sha256.AppendData(buffer, 0, read);
            if (destination is not null)
            {
                RandomAccess.Write(destination, buffer.AsSpan(0, read), offset);
            }

            offset += read;
        }

        return new Attachment(Convert.ToHexStringLower(sha256.GetHashAndReset()), offset);
    }
}
