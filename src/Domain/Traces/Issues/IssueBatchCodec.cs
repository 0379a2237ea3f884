using System.Buffers;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Domain.Traces.Issues;

/// <summary>
/// Events of issues as they are stored: <c>[at_ms, by, [event, ...]]</c>. Elements behind the known ones are skipped. A signature is <c>[algorithm, hash bin16]</c>.
/// <code>
/// [type, issue, ...fields]
///   1 IssueOpened      signature, is_placeholder, software_type, class, title, version
///   2 SignatureAdded   signature
///   3 VersionReached   version
///   4 IssueRegressed   version
///   5 IssueResolved    version, baseline
///   6 IssueMuted
///   7 IssueReopened
///   8 IssueMerged      into, is_automatic
///   9 IssueUnmerged
///  10 IssueAssigned    assignee
///  11 IssueCommented   comment, text
///  12 CommentDeleted   comment
///  13 TicketLinked     url
///  14 IssueNamed       title
/// </code>
/// </summary>
public static class IssueBatchCodec
{
    /// <summary>Of the batches that this version writes.</summary>
    public const int Format = 1;

    /// <summary>The number of the type and the issue.</summary>
    private const int HeadFields = 2;

    public static byte[] Encode(IssueBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var buffer = new ArrayBufferWriter<byte>(256);
        var writer = new MessagePackWriter(buffer);
        writer.PutArray(3);
        writer.Put(batch.AtMs);
        writer.Put(batch.By);
        writer.PutArray(batch.Events.Count);
        foreach (var e in batch.Events)
        {
            Write(ref writer, e);
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">A format or type that this version does not know, or damaged bytes.</exception>
    public static IssueBatch Decode(int format, ReadOnlyMemory<byte> bytes)
    {
        if (format != Format)
        {
            throw new InvalidDataException($"format {format} of events of issues is not known to this version, only {Format} is");
        }

        try
        {
            var reader = new MessagePackReader(bytes);
            var fields = reader.ReadArrayHeader();
            var (at, by) = (reader.ReadInt64(), reader.ReadString()!);
            var events = new IssueEvent[reader.ReadArrayHeader()];
            for (var i = 0; i < events.Length; i++)
            {
                events[i] = Read(ref reader);
            }

            SignatureCodec.SkipRest(ref reader, fields, 3);
            return new IssueBatch(at, by, events);
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or OverflowException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"stored events of issues, {bytes.Length} bytes, are damaged: {e.Message}", e);
        }
    }

    private static void Write(ref MessagePackWriter writer, IssueEvent e)
    {
        switch (e)
        {
            case IssueOpened opened:
                Begin(ref writer, 1, e, 6);
                SignatureCodec.Write(ref writer, opened.Signature);
                writer.Put(opened.IsPlaceholder);
                writer.Put(opened.SoftwareType);
                writer.Put(opened.Class);
                writer.Put(opened.Title);
                writer.Put(opened.Version);
                break;
            case SignatureAdded added:
                Begin(ref writer, 2, e, 1);
                SignatureCodec.Write(ref writer, added.Signature);
                break;
            case VersionReached reached:
                Begin(ref writer, 3, e, 1);
                writer.Put(reached.Version);
                break;
            case IssueRegressed regressed:
                Begin(ref writer, 4, e, 1);
                writer.Put(regressed.Version);
                break;
            case IssueResolved resolved:
                Begin(ref writer, 5, e, 2);
                writer.Put(resolved.Version);
                writer.Put(resolved.Baseline);
                break;
            case IssueMuted:
                Begin(ref writer, 6, e, 0);
                break;
            case IssueReopened:
                Begin(ref writer, 7, e, 0);
                break;
            case IssueMerged merged:
                Begin(ref writer, 8, e, 2);
                writer.Put(merged.Into);
                writer.Put(merged.IsAutomatic);
                break;
            case IssueUnmerged:
                Begin(ref writer, 9, e, 0);
                break;
            case IssueAssigned assigned:
                Begin(ref writer, 10, e, 1);
                writer.Put(assigned.Assignee);
                break;
            case IssueCommented commented:
                Begin(ref writer, 11, e, 2);
                writer.Put(commented.Comment);
                writer.Put(commented.Text);
                break;
            case CommentDeleted deleted:
                Begin(ref writer, 12, e, 1);
                writer.Put(deleted.Comment);
                break;
            case TicketLinked ticket:
                Begin(ref writer, 13, e, 1);
                writer.Put(ticket.Url);
                break;
            case IssueNamed named:
                Begin(ref writer, 14, e, 1);
                writer.Put(named.Title);
                break;
            default:
                throw new InvalidOperationException($"{e.GetType().Name} has no number");
        }
    }

    private static IssueEvent Read(ref MessagePackReader reader)
    {
        var count = reader.ReadArrayHeader();
        var (type, issue) = (reader.ReadInt32(), reader.ReadInt64());
        (IssueEvent e, var known) = type switch
        {
            1 => (new IssueOpened(issue, SignatureCodec.Read(ref reader), reader.ReadBoolean(), reader.ReadString()!, reader.ReadString()!, reader.ReadString()!, reader.ReadString()!), 6),
            2 => (new SignatureAdded(issue, SignatureCodec.Read(ref reader)), 1),
            3 => (new VersionReached(issue, reader.ReadString()!), 1),
            4 => (new IssueRegressed(issue, reader.ReadString()!), 1),
            5 => (new IssueResolved(issue, reader.ReadString()!, reader.ReadString()!), 2),
            6 => (new IssueMuted(issue), 0),
            7 => (new IssueReopened(issue), 0),
            8 => (new IssueMerged(issue, reader.ReadInt64(), reader.ReadBoolean()), 2),
            9 => (new IssueUnmerged(issue), 0),
            10 => (new IssueAssigned(issue, reader.ReadString()!), 1),
            11 => (new IssueCommented(issue, reader.ReadInt64(), reader.ReadString()!), 2),
            12 => (new CommentDeleted(issue, reader.ReadInt64()), 1),
            13 => (new TicketLinked(issue, reader.ReadString()!), 1),
            14 => ((IssueEvent)new IssueNamed(issue, reader.ReadString()!), 1),
            _ => throw new InvalidDataException($"event type {type} of issues is not known to this version"),
        };
        SignatureCodec.SkipRest(ref reader, count, HeadFields + known);
        return e;
    }

    private static void Begin(ref MessagePackWriter writer, int type, IssueEvent e, int fields)
    {
        writer.PutArray(HeadFields + fields);
        writer.Put(type);
        writer.Put(e.Issue);
    }
}
