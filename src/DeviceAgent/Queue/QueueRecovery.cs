using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Queue;

/// <summary>
/// Reads a queue's directory, whatever state a power cut or a failing disk left it in: a torn tail of the last file is cut off, a file without a good header
/// is set aside as <c>*.corrupt-N</c>, one with rotten bytes gives up its good records and is then set aside.
/// </summary>
internal sealed class QueueRecovery(string directory, AgentLog log, AgentCounters counters)
{
    private readonly Dictionary<(ulong Epoch, long Number), QueuedEntry> _entries = [];
    private readonly List<Segment> _segments = [];
    private readonly List<Segment> _corrupt = [];
    private readonly Dictionary<ulong, long> _highest = [];
    private ReadOnlyMemory<byte> _checkpoint;
    private bool _damaged;

    public RecoveredQueue Run()
    {
        string[] paths = [.. Directory.EnumerateFiles(directory, "*" + Segment.Extension).Order(StringComparer.Ordinal)];
        foreach (var path in paths)
        {
            Open(path, isLast: path == paths[^1]);
        }

        // What the process before wrote may still be in the page cache alone, and is about to be sent.
        _segments.LastOrDefault()?.Flush();

        // Epochs in the order of the segments that began them. An epoch of which no such segment is left is older than all.
        var epochs = _segments.Concat(_corrupt).OrderBy(s => s.Ordinal).Select(s => s.Epoch).Distinct().ToList();
        var entries = _entries.Values.OrderBy(e => epochs.IndexOf(e.Header.Epoch)).ThenBy(e => e.Header.Number).ToList();
        foreach (var entry in entries)
        {
            entry.IsDurable = true;
            entry.Place.Segment.Live++;
        }

        return new RecoveredQueue(_segments, entries, _corrupt, _highest, _checkpoint, _damaged);
    }

    private void Open(string path, bool isLast)
    {
        if (Segment.TryOpen(path) is not { } segment)
        {
            Damage($"{path} has no good header");
            if (new FileInfo(path).Length < Segment.HeaderBytes)
            {
                // Power went while it was made: there is nothing in it.
                File.Delete(path);
            }
            else
            {
                DamagedFile.SetAside(path, "queue", log);
            }

            return;
        }

        switch (segment.Scan(Read))
        {
            case SegmentHealth.Torn when isLast:
                Damage($"{path}: the tail behind byte {segment.Length} is not whole and was cut off");
                segment.CutTail();
                _segments.Add(segment);
                break;
            case SegmentHealth.Torn or SegmentHealth.Corrupt:
                Damage($"{path} has rotten bytes; its good records are kept");
                _corrupt.Add(segment);
                break;
            default:
                _segments.Add(segment);
                break;
        }
    }

    private void Read(ReadOnlyMemory<byte> payload, RecordPlace place)
    {
        switch ((RecordKind)payload.Span[0])
        {
            case RecordKind.Entry or RecordKind.FormerEntry when EntryRecord.TryRead(payload, out var record):
                // The later copy wins: it is there because the earlier one's segment was about to go.
                var header = record.Header;
                _entries[(header.Epoch, header.Number)] = QueuedEntry.Of(record, place);
                _highest[header.Epoch] = Math.Max(header.Number, _highest.GetValueOrDefault(header.Epoch));
                Take(header.Epoch, record.Checkpoint, place);
                break;
            case RecordKind.Checkpoint when RecordCodec.TryReadCheckpoint(payload, out var epochOfIt, out var checkpoint):
                Take(epochOfIt, checkpoint, place);
                break;
            case RecordKind.Table:
                place.Segment.Tables[TableHash.Of(payload.Span[1..])] = place;
                break;
            case RecordKind.Done when RecordCodec.TryReadDone(payload.Span, out var epoch, out var ranges):
                foreach (var range in ranges)
                {
                    for (var number = range.First; number <= range.Last; number++)
                    {
                        _entries.Remove((epoch, number));
                    }
                }

                break;
            default:
                // A later version's record: it goes with its segment.
                break;
        }
    }

    /// <summary>The last counts. One of another epoch than its file's was there before the file was begun over.</summary>
    private void Take(ulong epoch, ReadOnlyMemory<byte> checkpoint, RecordPlace place)
    {
        if (!checkpoint.IsEmpty && epoch == place.Segment.Epoch)
        {
            _checkpoint = checkpoint.ToArray();
        }
    }

    private void Damage(string what)
    {
        _damaged = true;
        counters.Add(AgentCounter.QueueDamagedFiles);
        log.Warn("queue", what);
    }
}
