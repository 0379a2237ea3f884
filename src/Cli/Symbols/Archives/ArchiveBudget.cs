namespace Fleet.Cli.Symbols.Archives;

/// <summary>How much of one archive, with all that is nested in it, is looked into: bombs of zeros and of entries end here.</summary>
internal sealed class ArchiveBudget
{
    /// <summary>Archives within archives: a compressed SDK tarball with packages, each with a compressed tar in it. What is deeper is passed over.</summary>
    public const int MaxDepth = 5;

    /// <summary>Files, folders and links. A whole distribution's root file system has some 300,000.</summary>
    public const long MaxEntries = 2_000_000;

    /// <summary>Of what comes out when it is inflated: four times the debugging information of a large Yocto image.</summary>
    public const long MaxBytes = 64L << 30;

    private long _bytes = MaxBytes;
    private long _entries = MaxEntries;

    public void TakeBytes(long count)
    {
        if ((_bytes -= count) < 0)
        {
            throw new ArchiveTooLargeException($"more than {MaxBytes >> 30} GiB come out of it");
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
