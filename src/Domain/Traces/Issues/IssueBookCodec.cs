using System.Buffers;
using Fleet.Domain.Traces.Grouping;
using Fleet.Protocol;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Domain.Traces.Issues;

/// <summary>
/// A snapshot of an <see cref="IssueBook"/>, in MessagePack; elements behind the known ones are skipped. What is in no order in the book is written in that of the ids.
/// <code>
/// [last_id, [issue, ...], [signature, issue, ...], [issue, issue, ...]]      signatures with their owners; pairs that are kept apart
/// issue    [id, software_type, class, title, is_placeholder, opened_at_ms, state, resolved_in, baseline, newest_version,
///           merged_into | 0, is_merged_automatically, regressions, assignee, ticket, [comment, ...], last_comment]
/// comment  [id, by, at_ms, text]
/// </code>
/// A stored payload has a format number beside it: <see cref="PlainFormat"/> or <see cref="ZstdFormat"/>.
/// </summary>
public static class IssueBookCodec
{
    /// <summary>The payload is the MessagePack itself.</summary>
    public const int PlainFormat = 1;

    /// <summary>The payload is a zstd frame of the MessagePack.</summary>
    public const int ZstdFormat = 2;

    /// <summary>Bytes from which a payload is compressed.</summary>
    private const int CompressFrom = 512;

    /// <summary>Bytes of a book before compression: ten times that of <see cref="IssueLimits.MaxIssues"/> issues as they are as a rule.</summary>
    private const int MaxBytes = 1024 * 1024 * 1024;

    private const int Fields = 4;
    private const int IssueFields = 17;
    private const int CommentFields = 4;

    public static (int Format, byte[] Payload) Encode(IssueBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        var buffer = new ArrayBufferWriter<byte>(256);
        var writer = new MessagePackWriter(buffer);
        writer.PutArray(Fields);
        writer.Put(book.LastId);
        writer.PutArray(book.Issues.Count);
        foreach (var issue in book.Issues.OrderBy(i => i.Id))
        {
            Write(ref writer, issue);
        }

        writer.PutArray(2 * book.Owners.Count);
        foreach (var issue in book.Issues.OrderBy(i => i.Id))
        {
            foreach (var signature in book.SignaturesOf(issue.Id))
            {
                SignatureCodec.Write(ref writer, signature);
                writer.Put(issue.Id);
            }
        }

        writer.PutArray(2 * book.Apart.Count);
        foreach (var (one, other) in book.Apart.Order())
        {
            writer.Put(one);
            writer.Put(other);
        }

        writer.Flush();
        return buffer.WrittenCount < CompressFrom ? (PlainFormat, buffer.WrittenSpan.ToArray()) : (ZstdFormat, FrameCompression.Compress(buffer.WrittenSpan));
    }

    /// <exception cref="InvalidDataException">A format that this version does not know, or damaged bytes.</exception>
    public static IssueBook Decode(int format, ReadOnlyMemory<byte> payload)
    {
        try
        {
            return Read(format switch
            {
                PlainFormat => payload,
                ZstdFormat => FrameCompression.Decompress(payload, MaxBytes),
                _ => throw new InvalidDataException($"snapshot format {format} of issues is not known to this version, only {PlainFormat} and {ZstdFormat} are"),
            });
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or ProtocolException
            or OverflowException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"a stored snapshot of issues, {payload.Length} bytes, is damaged: {e.Message}", e);
        }
    }

    private static IssueBook Read(ReadOnlyMemory<byte> encoded)
    {
        var reader = new MessagePackReader(encoded);
        var fields = reader.ReadArrayHeader();
        var lastId = reader.ReadInt64();
        var issues = new Issue[reader.ReadArrayHeader()];
        for (var i = 0; i < issues.Length; i++)
        {
            issues[i] = ReadIssue(ref reader);
        }

        var owners = new (Signature, long)[reader.ReadArrayHeader() / 2];
        for (var i = 0; i < owners.Length; i++)
        {
            owners[i] = (SignatureCodec.Read(ref reader), reader.ReadInt64());
        }

        var apart = new (long, long)[reader.ReadArrayHeader() / 2];
        for (var i = 0; i < apart.Length; i++)
        {
            apart[i] = (reader.ReadInt64(), reader.ReadInt64());
        }

        SignatureCodec.SkipRest(ref reader, fields, Fields);
        return new IssueBook(lastId, issues, owners, apart);
    }

    private static void Write(ref MessagePackWriter writer, Issue issue)
    {
        writer.PutArray(IssueFields);
        writer.Put(issue.Id);
        writer.Put(issue.SoftwareType);
        writer.Put(issue.Class);
        writer.Put(issue.Title);
        writer.Put(issue.IsPlaceholder);
        writer.Put(issue.OpenedAtMs);
        writer.Put((int)issue.State);
        writer.Put(issue.ResolvedIn);
        writer.Put(issue.Baseline);
        writer.Put(issue.NewestVersion);
        writer.Put(issue.MergedInto ?? 0);
        writer.Put(issue.IsMergedAutomatically);
        writer.Put(issue.Regressions);
        writer.Put(issue.Assignee);
        writer.Put(issue.Ticket);
        writer.PutArray(issue.Comments.Count);
        foreach (var comment in issue.Comments)
        {
            writer.PutArray(CommentFields);
            writer.Put(comment.Id);
            writer.Put(comment.By);
            writer.Put(comment.AtMs);
            writer.Put(comment.Text);
        }

        writer.Put(issue.LastCommentId);
    }

    private static Issue ReadIssue(ref MessagePackReader reader)
    {
        var fields = reader.ReadArrayHeader();
        var issue = new Issue
        {
            Id = reader.ReadInt64(),
            SoftwareType = reader.ReadString()!,
            Class = reader.ReadString()!,
            Title = reader.ReadString()!,
            IsPlaceholder = reader.ReadBoolean(),
            OpenedAtMs = reader.ReadInt64(),
            State = (IssueState)reader.ReadInt32(),
            ResolvedIn = reader.ReadString()!,
            Baseline = reader.ReadString()!,
            NewestVersion = reader.ReadString()!,
            MergedInto = reader.ReadInt64() is var into and not 0 ? into : null,
            IsMergedAutomatically = reader.ReadBoolean(),
            Regressions = reader.ReadInt32(),
            Assignee = reader.ReadString()!,
            Ticket = reader.ReadString()!,
            Comments = ReadComments(ref reader),
            LastCommentId = reader.ReadInt64(),
        };
        SignatureCodec.SkipRest(ref reader, fields, IssueFields);
        return issue;
    }

    private static IssueComment[] ReadComments(ref MessagePackReader reader)
    {
        var comments = new IssueComment[reader.ReadArrayHeader()];
        for (var i = 0; i < comments.Length; i++)
        {
            var fields = reader.ReadArrayHeader();
            comments[i] = new IssueComment(reader.ReadInt64(), reader.ReadString()!, reader.ReadInt64(), reader.ReadString()!);
            SignatureCodec.SkipRest(ref reader, fields, CommentFields);
        }

        return comments;
    }
}
