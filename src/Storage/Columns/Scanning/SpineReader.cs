using DuckDB.NET.Data;
using Fleet.Grains.Columns;

namespace Fleet.Storage.Columns.Scanning;

/// <summary>Spines of files, from memory or from the files.</summary>
internal sealed class SpineReader(ColumnFolder folder, SpineCache cache)
{
    /// <returns>Of each file, in the order of the files.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public FileSpine[] Read(DuckDBConnection connection, IReadOnlyList<ColumnFile> files, CancellationToken cancellation)
    {
        var spines = files.Select(f => cache.Find(f.Id)).ToArray();
        var missing = files.Where((_, i) => spines[i] is null).ToList();
        if (missing.Count > 0)
        {
            var read = new Queue<FileSpine>(ReadFiles(connection, missing, cancellation));
            for (var i = 0; i < spines.Length; i++)
            {
                if (spines[i] is null)
                {
                    spines[i] = read.Dequeue();
                    cache.Add(files[i].Id, spines[i]!);
                }
            }
        }

        return spines!;
    }

    private IEnumerable<FileSpine> ReadFiles(DuckDBConnection connection, List<ColumnFile> files, CancellationToken cancellation)
    {
        var builders = files.ConvertAll(f => new FileSpine.Builder(checked((int)f.Rows)));
        var at = 0;
        var count = VectorReader.Read(
            connection,
            $"select device, end_ms from {folder.SourceOf(files)}",
            rows =>
            {
                var devices = rows.Integers(0);
                var ends = rows.Integers(1);
                while (!devices.IsEmpty)
                {
                    while (at < builders.Count && builders[at].Missing == 0)
                    {
                        at++;
                    }

                    var next = Math.Min(devices.Length, at < builders.Count ? builders[at].Missing : throw ScannedRows.OtherCount(files));
                    builders[at].Add(devices[..next], ends[..next]);
                    devices = devices[next..];
                    ends = ends[next..];
                }
            },
            cancellation);
        return count == files.Sum(f => f.Rows) ? builders.Select(b => b.Build()) : throw ScannedRows.OtherCount(files);
    }
}
