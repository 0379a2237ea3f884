using Fleet.Domain.Traces.Issues;

namespace Fleet.Grains.Issues;

/// <summary>A comment of an issue; see <see cref="IssueComment"/>.</summary>
/// <param name="Id">1, 2, 3 ... of the issue.</param>
/// <param name="By">Who wrote it.</param>
/// <param name="AtMs">Milliseconds since 1970 UTC.</param>
/// <param name="Text">In lines.</param>
[GenerateSerializer]
[Immutable]
[Alias("fleet.IssueNote")]
public sealed record IssueNote([property: Id(0)] long Id, [property: Id(1)] string By, [property: Id(2)] long AtMs, [property: Id(3)] string Text)
{
    public static IssueNote Of(IssueComment comment)
    {
        ArgumentNullException.ThrowIfNull(comment);
        return new IssueNote(comment.Id, comment.By, comment.AtMs, comment.Text);
    }
}
