using System.Security.Cryptography;
using Fleet.Cli.Symbols.Archives;
using Fleet.Protocol;
using Fleet.Symbolication;
using Fleet.Symbolication.Store;

namespace Fleet.Cli.Symbols;

/// <summary>Finds ELF files in files, folders and archives, and reads what they are. What is in archives is copied to a folder of its own, under numbers.</summary>
internal sealed class SymbolScan(UploadReport report, CancellationToken cancellation) : IDisposable
{
    /// <summary>Of the headers of an ELF file; what is shorter is none, nor a special file, which has no length.</summary>
    private const int MinBytes = 52;

    private const int BufferBytes = 1 << 17;

    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("fleet-symbols-");
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private int _copies;

    /// <summary>Hands on what is found, each content once.</summary>
    public void Scan(string path, Action<FoundFile> found)
    {
        if (Directory.Exists(path))
        {
            foreach (var file in FolderWalk.Files(path, report.Fail))
            {
                ScanFile(file, found);
            }

            return;
        }

        ScanFile(path, found);
        foreach (var beside in Beside(path))
        {
            ScanFile(beside, found);
        }
    }

    public void Dispose() => _scratch.Delete(recursive: true);

    /// <summary>A program's split DWARF: its package, or else the split files of its folder.</summary>
    private static IEnumerable<string> Beside(string program)
    {
        if (program.EndsWith(".dwo", StringComparison.Ordinal) || program.EndsWith(".dwp", StringComparison.Ordinal))
        {
            return [];
        }

        var package = program + ".dwp";
        return File.Exists(package)
            ? [package]
            : Directory.GetFiles(Path.GetDirectoryName(Path.GetFullPath(program))!, "*.dwo").Order(StringComparer.Ordinal);
    }

    private void ScanFile(string path, Action<FoundFile> found)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            if (new FileInfo(path).Length < MinBytes)
            {
                return;
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            var first = new byte[FileFormats.PeekBytes];
            var format = FileFormats.Of(first.AsSpan(0, file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)));
            file.Position = 0;
            if (format == FileFormat.Elf)
            {
                Take(path, path, isCopy: false, file.Length, Hash(file), found);
            }
            else if (ArchiveWalk.IsArchive(format))
            {
                report.Archives++;
                new ArchiveWalk(Scratch, (name, content) => TakeCopy(name, content, found), report.Fail).Read(file, path);
            }
        }
        catch (ArchiveException e)
        {
            report.Fail(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            report.Fail($"{path}: {e.Message}");
        }
    }

    private string NextCopy() => Path.Combine(_scratch.FullName, (++_copies).ToString(System.Globalization.CultureInfo.InvariantCulture));

    private FileStream Scratch() => new(NextCopy(), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.DeleteOnClose);

    private void TakeCopy(string name, Stream content, Action<FoundFile> found)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = NextCopy();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = 0L;
        using (var copy = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1))
        {
            var buffer = new byte[BufferBytes];
            for (int read; (read = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
            {
                length += read;
                if (length > ProtocolLimits.MaxBlobBytes)
                {
                    throw new ArchiveException($"{name}: is larger than {ProtocolLimits.MaxBlobBytes} bytes, which is what a server takes");
                }

                hash.AppendData(buffer, 0, read);
                copy.Write(buffer, 0, read);
            }
        }

        if (!Take(name, path, isCopy: true, length, Convert.ToHexStringLower(hash.GetHashAndReset()), found))
        {
            File.Delete(path);
        }
    }

    private string Hash(FileStream file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <returns>Whether it was handed on.</returns>
    private bool Take(string place, string path, bool isCopy, long length, string sha256, Action<FoundFile> found)
    {
        if (!_seen.Add(sha256))
        {
            report.Repeated++;
            return false;
        }

        try
        {
            using var source = ByteSource.Map(path);
            var file = new FoundFile(place, path, isCopy, length, sha256, SymbolFileReader.Read(source, place));
            if (!report.Take(file))
            {
                return false;
            }

            if (length > ProtocolLimits.MaxBlobBytes)
            {
                report.Fail($"{place}: has {length} bytes, a server takes {ProtocolLimits.MaxBlobBytes} at most");
                return false;
            }

            found(file);
            return true;
        }
        catch (MalformedException e)
        {
            report.Ignore(e.Message);
            return false;
        }
    }
}
