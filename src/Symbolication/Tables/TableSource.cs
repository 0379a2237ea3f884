using System.IO.Hashing;

namespace Fleet.Symbolication.Tables;

/// <summary>The symbol file that tables are made of.</summary>
/// <param name="Path">Absolute. What is at a path is never changed.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Ends">Hash of its beginning, where build-ids are, and of its end, where section headers are: a path that came to have another file after all is noticed.</param>
internal readonly record struct TableSource(string Path, long Length, ulong Ends)
{
    /// <summary>Of the beginning, and of the end.</summary>
    private const int EndBytes = 4096;

    public static TableSource Of(string path, ByteSource bytes)
    {
        Span<byte> ends = stackalloc byte[2 * EndBytes];
        ends.Clear();
        bytes.Read(0, ends[..EndBytes]);
        bytes.Read((ulong)Math.Max(0, bytes.Length - EndBytes), ends[EndBytes..]);
        return new TableSource(System.IO.Path.GetFullPath(path), bytes.Length, XxHash3.HashToUInt64(ends));
    }
}
