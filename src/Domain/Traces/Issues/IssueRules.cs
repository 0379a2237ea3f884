using Fleet.Domain.Releases;
using Fleet.Protocol;

namespace Fleet.Domain.Traces.Issues;

/// <summary>
/// What people do with issues: decides, and changes nothing. All throw <see cref="KeyNotFoundException"/> for an issue that is not there,
/// <see cref="ArgumentException"/> for what is no valid value, and <see cref="InvalidOperationException"/> for what the issue's state does not allow. What is so
/// already is null.
/// </summary>
public static class IssueRules
{
    /// <param name="version">That it is mended in; null for the greatest known.</param>
    /// <param name="greatestKnown">The greatest version of its software type that any device runs or any trace was of. One that only a trace was of counts by itself.</param>
    public static IssueBatch? Resolve(IssueBook book, long id, string? version, string greatestKnown, string by, long nowMs)
    {
        var issue = Shown(book, id);
        if (version is { Length: 0 or > ProtocolLimits.MaxVersionLength })
        {
            throw new ArgumentException($"version: 1 to {ProtocolLimits.MaxVersionLength} characters");
        }

        var newest = book.FamilyOf(id).Select(i => i.NewestVersion).Append(greatestKnown).Max(VersionOrder.Instance)!;
        var resolved = new IssueResolved(id, version ?? newest, newest);
        return issue.State == IssueState.Resolved && issue.ResolvedIn == resolved.Version && issue.Baseline == newest ? null : Batch(resolved, by, nowMs);
    }

    public static IssueBatch? Mute(IssueBook book, long id, string by, long nowMs) =>
        Shown(book, id).State == IssueState.Muted ? null : Batch(new IssueMuted(id), by, nowMs);

    public static IssueBatch? Reopen(IssueBook book, long id, string by, long nowMs) =>
        Shown(book, id).State == IssueState.Open ? null : Batch(new IssueReopened(id), by, nowMs);

    /// <summary>Ends its being muted; one that is not muted stays as it is.</summary>
    public static IssueBatch? Unmute(IssueBook book, long id, string by, long nowMs) =>
        Shown(book, id).State == IssueState.Muted ? Batch(new IssueReopened(id), by, nowMs) : null;

    /// <summary>Lets another issue stand for this one.</summary>
    public static IssueBatch Merge(IssueBook book, long id, long into, string by, long nowMs)
    {
        Shown(book, id);
        Shown(book, into);
        return id != into ? Batch(new IssueMerged(id, into, IsAutomatic: false), by, nowMs) : throw new ArgumentException($"into: issue {id} cannot be merged into itself");
    }

    /// <summary>Lets an issue stand for itself again, with what is merged into it: as it was before, and as its own traces made it since.</summary>
    public static IssueBatch Unmerge(IssueBook book, long id, string by, long nowMs) => Existing(book, id).MergedInto is not null
        ? Batch(new IssueUnmerged(id), by, nowMs)
        : throw new InvalidOperationException($"issue {id} is not merged into another");

    /// <param name="assignee">Empty for nobody.</param>
    public static IssueBatch? Assign(IssueBook book, long id, string assignee, string by, long nowMs)
    {
        var issue = Existing(book, id);
        if (assignee.Length > IssueLimits.MaxAssignee || assignee.Any(char.IsControl))
        {
            throw new ArgumentException($"assignee: at most {IssueLimits.MaxAssignee} characters, on one line");
        }

        return issue.Assignee == assignee ? null : Batch(new IssueAssigned(id, assignee), by, nowMs);
    }

    public static IssueBatch Comment(IssueBook book, long id, string text, string by, long nowMs)
    {
        var issue = Existing(book, id);
        if (string.IsNullOrWhiteSpace(text) || text.Length > IssueLimits.MaxComment)
        {
            throw new ArgumentException($"text: 1 to {IssueLimits.MaxComment} characters");
        }

        return issue.Comments.Count < IssueLimits.MaxComments
            ? Batch(new IssueCommented(id, issue.LastCommentId + 1, text), by, nowMs)
            : throw new InvalidOperationException($"issue {id} has {issue.Comments.Count} comments, and there is no room for more: delete one first");
    }

    public static IssueBatch DeleteComment(IssueBook book, long id, long comment, string by, long nowMs) =>
        Existing(book, id).Comments.Any(c => c.Id == comment)
            ? Batch(new CommentDeleted(id, comment), by, nowMs)
            : throw new KeyNotFoundException($"issue {id} has no comment {comment}");

    /// <param name="url">Absolute, http or https; empty to take the link away.</param>
    public static IssueBatch? Link(IssueBook book, long id, string url, string by, long nowMs)
    {
        var issue = Existing(book, id);

        // Shown as a link: other schemes run what they are given.
        var isUrl = Uri.TryCreate(url, UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp);
        if (url.Length > 0 && (!isUrl || url.Length > IssueLimits.MaxUrl))
        {
            throw new ArgumentException($"ticket: an http or https URL of at most {IssueLimits.MaxUrl} characters");
        }

        return issue.Ticket == url ? null : Batch(new TicketLinked(id, url), by, nowMs);
    }

    /// <summary>Who decides is named in what is stored.</summary>
    public static void CheckBy(string by)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (by.Length is 0 or > IssueLimits.MaxBy || by.Any(char.IsControl))
        {
            throw new ArgumentException($"by: 1 to {IssueLimits.MaxBy} characters, on one line");
        }
    }

    private static IssueBatch Batch(IssueEvent e, string by, long nowMs) => new(nowMs, by, [e]);

    private static Issue Existing(IssueBook book, long id) => book.Find(id) ?? throw new KeyNotFoundException($"there is no issue {id}");

    private static Issue Shown(IssueBook book, long id) => Existing(book, id) is { MergedInto: null } issue
        ? issue
        : throw new InvalidOperationException($"issue {id} is merged into issue {book.ShownOf(book.Find(id)!).Id}: change that one, or unmerge this one first");
}
