using System.IO.Hashing;
using System.Text;
using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Tables;

/// <summary>
/// A folder of derived tables, one file for each symbol file that they pay for, which any number of processes may use at once. All of it can be made anew, so
/// it may be deleted at any time. A file is complete when it has its name, and never changed: docs/design/symbolication.md, "Derived tables". Safe for many
/// threads.
/// </summary>
/// <param name="directory">Made when it is missing. Only its owner may write there.</param>
/// <param name="maxBytes">Of all files; those that were not used for longest go first.</param>
/// <param name="time">Marks files as used.</param>
public sealed class TableFolder(string directory, long maxBytes, TimeProvider time)
{
    /// <summary>Of one file: what it may be of the whole folder.</summary>
    private const int MostOfFolder = 2;

    private const string Suffix = ".tables";
    private const string Unfinished = ".new";
    private const string LockName = "making";

    private long _used;
    private long _made;
    private long _damaged;
    private long _evicted;

    /// <summary>Sections of debugging information from which on tables pay, in bytes as they are in the file: what is smaller is read in a few milliseconds.</summary>
    public long MinSourceBytes { get; init; } = 1 << 20;

    /// <summary>Files of tables that were there when a symbol file was opened.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>Files of tables that were made.</summary>
    public long Made => Volatile.Read(ref _made);

    /// <summary>Files of tables that were damaged, or of another build, and are made anew.</summary>
    public long Damaged => Volatile.Read(ref _damaged);

    /// <summary>Files of tables that went because there were too many.</summary>
    public long Evicted => Volatile.Read(ref _evicted);

    /// <summary>
    /// A symbol file with its tables; where there are none, without: the first core does not wait for what serves the second.
    /// </summary>
    /// <param name="path">Of a file that is never changed.</param>
    /// <param name="what">For messages.</param>
    /// <exception cref="MalformedException">It is no ELF file of a machine that is supported.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ElfFile Open(string path, string what)
    {
        var bytes = ByteSource.Map(path);
        var plain = ElfFile.Open(bytes, what);
        if (!IsWorthwhile(plain))
        {
            return plain;
        }

        if (OpenTables(TableSource.Of(path, bytes)) is { } tables)
        {
            Interlocked.Increment(ref _used);
            return ElfFile.Open(bytes, what, tables);
        }

        return plain;
    }

    /// <summary>Makes the tables of a symbol file, if they are missing, of use, and no other process makes any at the moment.</summary>
    /// <returns>Whether they were made.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public bool Make(string path)
    {
        using var turn = TryLock();
        return turn is not null && MakeOne(path);
    }

    /// <summary>Takes in the tables of a symbol file that another process made in a folder of its own, which may be on another disk.</summary>
    /// <returns>Whether they were there, and no other process makes any at the moment.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public bool Adopt(string path, string madeIn)
    {
        var made = Path.Combine(madeIn, Path.GetFileName(PathOf(path)));
        if (!File.Exists(made) || TryLock() is not { } turn)
        {
            return false;
        }

        using (turn)
        {
            Place(path, unfinished => File.Move(made, unfinished));
        }

        Interlocked.Increment(ref _made);
        return true;
    }

    /// <summary>Whether a symbol file has tables here that this build can read.</summary>
    /// <exception cref="IOException">The symbol file cannot be read.</exception>
    public bool Has(string path)
    {
        using var bytes = ByteSource.Map(path);
        return OpenTables(TableSource.Of(path, bytes)) is not null;
    }

    /// <summary>Where the tables of a symbol file are, or would be.</summary>
    internal string PathOf(string path) =>
        Path.Combine(directory, Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(Path.GetFullPath(path)))) + Suffix);

    private bool IsWorthwhile(ElfFile file)
    {
        var bytes = 0L;
        foreach (var section in file.Sections)
        {
            bytes += !section.HasNoBytes && (section.Name.StartsWith(".debug_", StringComparison.Ordinal) || section.Name.StartsWith(".zdebug_", StringComparison.Ordinal)) ? (long)Math.Min(section.Size, int.MaxValue) : 0;
        }

        return bytes >= MinSourceBytes;
    }

    /// <summary>One process at a time makes tables. The lock is the system's, and ends with the process.</summary>
    /// <returns>Null when another has it.</returns>
    private FileStream? TryLock()
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, LockName);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private DerivedTables? OpenTables(TableSource source)
    {
        var path = PathOf(source.Path);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (DerivedTables.Open(file, source) is { } tables)
            {
                File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
                return tables;
            }

            Interlocked.Increment(ref _damaged);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not there, or it goes at this moment.
        }

        file?.Dispose();
        return null;
    }

    /// <summary>While the lock is held.</summary>
    private bool MakeOne(string path)
    {
        try
        {
            TableSource source;
            using (var bytes = ByteSource.Map(path))
            {
                source = TableSource.Of(path, bytes);
                if (!IsWorthwhile(ElfFile.Open(bytes, path)) || OpenTables(source) is not null)
                {
                    return false;
                }
            }

            Place(path, unfinished =>
            {
                using var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
                TableWriter.Write(file, source, maxBytes / MostOfFolder);
            });
        }
        catch (Exception e) when (e is MalformedException or FileNotFoundException)
        {
            return false;
        }

        Interlocked.Increment(ref _made);
        return true;
    }

    /// <summary>To a file of another name, which gets its own when all is on the disk: nobody ever sees a part of one. While the lock is held.</summary>
    private void Place(string path, Action<string> write)
    {
        var unfinished = Path.Combine(directory, Path.GetRandomFileName() + Unfinished);
        try
        {
            write(unfinished);
            File.SetLastWriteTimeUtc(unfinished, time.GetUtcNow().UtcDateTime);
            File.Move(unfinished, PathOf(path), overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }

        Trim();
    }

    /// <summary>Lets go of files that are too many, and of those that a process left unfinished. Who has one open keeps what is in it.</summary>
    private void Trim()
    {
        var left = maxBytes;
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles().OrderByDescending(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal))
        {
            if (file.Name.EndsWith(Unfinished, StringComparison.Ordinal))
            {
                file.Delete();
            }
            else if (file.Name.EndsWith(Suffix, StringComparison.Ordinal) && (left -= file.Length) < 0)
            {
                file.Delete();
                Interlocked.Increment(ref _evicted);
            }
        }
    }
}
