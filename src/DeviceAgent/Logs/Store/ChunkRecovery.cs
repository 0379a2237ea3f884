using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Queue;

namespace Fleet.DeviceAgent.Logs.Store;

/// <summary>
/// Opens a log's directory, whatever state a power cut, <c>kill -9</c> or a failing disk left it in: a torn tail is cut off, a file without a good header
/// is set aside as <c>*.corrupt-N</c>, one with rotten bytes gives up its good blocks and is then set aside.
/// </summary>
internal sealed class ChunkRecovery(string directory, AgentLog log, AgentCounters counters)
{
    private const string NewExtension = ".new";

    /// <returns>Chunks in order. All but the last are closed; that one only if it was.</returns>
    public List<Chunk> Run()
    {
        foreach (var unfinished in Directory.EnumerateFiles(directory, "*" + NewExtension))
        {
            File.Delete(unfinished);
        }

        string[] paths = [.. Directory.EnumerateFiles(directory, "*" + Chunk.Extension).Order(StringComparer.Ordinal)];
        var chunks = new List<Chunk>(paths.Length);
        foreach (var path in paths)
        {
            if (Open(path, isLast: path == paths[^1]) is { } chunk)
            {
                chunks.Add(chunk);
            }
        }

        return chunks;
    }

    /// <summary>Makes sure that a closed chunk is still what was written; a rotten one is set aside, and what is good of it takes its place.</summary>
    /// <returns>The chunk; another one when it had to be replaced.</returns>
    public Chunk Verify(Chunk chunk)
    {
        using var file = File.OpenHandle(chunk.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var scan = ChunkScan.Run(file);
        if (scan is { Health: ChunkHealth.Whole, HasFooter: true })
        {
            return chunk;
        }

        Damage($"{chunk.Path} has rotten bytes; its good blocks are kept");
        return Salvage(chunk.Path, new ChunkHeader(chunk.Ordinal, chunk.Cid, chunk.NextCid, chunk.BootId, chunk.CreatedMs), scan);
    }

    private Chunk? Open(string path, bool isLast)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        var keepsFile = false;
        try
        {
            var start = new byte[ChunkCodec.HeaderBytes];
            var read = RandomAccess.Read(file, start, 0);
            if (!ChunkCodec.TryReadHeader(start.AsSpan(0, read), out var header))
            {
                DropUnreadable(path, start.AsSpan(0, read));
                return null;
            }

            if (ChunkScan.ReadFooter(file) is { } index)
            {
                return Chunk.Closed(path, header, index, RandomAccess.GetLength(file));
            }

            var scan = ChunkScan.Run(file);
            if (scan.Health == ChunkHealth.Corrupt)
            {
                Damage($"{path} has rotten bytes; its good blocks are kept");
                return Salvage(path, header, scan);
            }

            if (scan.Health == ChunkHealth.Torn)
            {
                Damage($"{path}: the tail behind byte {scan.End} is not whole and was cut off");
            }

            keepsFile = true;
            var chunk = Chunk.Open(path, header, scan.Index, scan.End, file);
            if (!isLast)
            {
                chunk.Close();
            }

            return chunk;
        }
        finally
        {
            if (!keepsFile)
            {
                file.Dispose();
            }
        }
    }

    private void DropUnreadable(string path, ReadOnlySpan<byte> start)
    {
        Damage($"{path} has no good header");
        if (start.Length < ChunkCodec.HeaderBytes && new FileInfo(path).Length < ChunkCodec.HeaderBytes)
        {
            // Power went while it was made: there is nothing in it.
            File.Delete(path);
        }
        else
        {
            DamagedFile.SetAside(path, "logs", log);
        }
    }

    private Chunk Salvage(string path, ChunkHeader header, ChunkScan scan)
    {
        var fresh = path + NewExtension;
        using (var from = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        using (var to = File.OpenHandle(fresh, FileMode.Create, FileAccess.Write))
        {
            long at = ChunkCodec.HeaderBytes;
            RandomAccess.Write(to, ChunkCodec.Header(header), 0);
            foreach (var (offset, length) in scan.Blocks)
            {
                var block = new byte[length];
                var read = RandomAccess.Read(from, block, offset);
                RandomAccess.Write(to, block.AsSpan(0, read), at);
                at += read;
            }

            RandomAccess.Write(to, ChunkCodec.Footer(scan.Index), at);
            RandomAccess.FlushToDisk(to);
        }

        DamagedFile.SetAside(path, "logs", log);
        File.Move(fresh, path, overwrite: true);
        return Chunk.Closed(path, header, scan.Index, new FileInfo(path).Length);
    }

    private void Damage(string what)
    {
        counters.Add(AgentCounter.LogDamagedFiles);
        log.Warn("logs", what);
    }
}
