namespace Fleet.Cli.Symbols.Archives;

/// <summary>How much of one archive, with all that is nested in it, is looked into: bombs of zeros and of entries end here.</summary>
/// <param name="archiveBytes">Length of the archive itself.</param>
internal sealed class ArchiveBudget(long archiveBytes)
{
    /// <summary>Archives within archives: a compressed SDK tarball with packages, each with a compressed tar in it. What is deeper is passed over.</summary>
    public const int MaxDepth = 5;

    /// <summary>Files, folders and links. A whole distribution's root file system has some 300,000.</summary>
    public const long MaxEntries = 2_000_000;

    /// <summary>Of what comes out when it is inflated: four times the debugging information of a large Yocto image.</summary>
    public const long MaxBytes = 64L << 30;

    /// <summary>Of those, how many may come out of any archive, and how many of each of its bytes beyond. Programs become four times smaller; what becomes a thousand times smaller is empty.</summary>
    public const long FreeBytes = 1L << 30;

    /// <inheritdoc cref="FreeBytes"/>
    public const int MaxRatio = 1_000;

    private readonly long _most = Math.Min(MaxBytes, Math.Max(FreeBytes, archiveBytes > MaxBytes / MaxRatio ? MaxBytes : archiveBytes * MaxRatio));
    private long _taken;
    private long _entries = MaxEntries;

    public void TakeBytes(long count)
    {
        if ((_taken += count) > _most)
        {
            throw new ArchiveTooLargeException($"more than {_most >> 30} GiB come out of its {archiveBytes} bytes");
        }
    }

    public void TakeEntry()
    {
        if (--_entries < 0)
        {
            throw new ArchiveTooLargeException($"has more than {MaxEntries} entries");
        }
    }
}
