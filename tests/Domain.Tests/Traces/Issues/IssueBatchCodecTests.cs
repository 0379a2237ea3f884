using CsCheck;
using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;

namespace Fleet.Domain.Tests.Traces.Issues;

public sealed class IssueBatchCodecTests
{
    private static readonly Signature Any = new(1, new UInt128(1, 2));

    private static readonly IssueEvent[] All =
    [
        new IssueOpened(1, Any, true, "main", "abort", "t", "1.0"), new SignatureAdded(1, Any), new VersionReached(1, "1.1"), new IssueRegressed(1, "1.2"), new IssueResolved(1, "1.1", "1.0"), new IssueMuted(1), new IssueReopened(1),
        new IssueMerged(2, 1, true), new IssueUnmerged(2), new IssueAssigned(1, "eva"), new IssueCommented(1, 3, "x"), new CommentDeleted(1, 3), new TicketLinked(1, "https://x"), new IssueNamed(1, "u"),
    ];

    [Fact]
    public void Every_event_is_read_as_it_was_written()
    {
        var batch = new IssueBatch(5, "eva", All);
        var read = IssueBatchCodec.Decode(IssueBatchCodec.Format, IssueBatchCodec.Encode(batch));
        Assert.Equal((batch.AtMs, batch.By), (read.AtMs, read.By));
        Assert.Equal(batch.Events, read.Events);
        Assert.Equal(typeof(IssueEvent).Assembly.GetTypes().Count(t => t.BaseType == typeof(IssueEvent)), All.Length);
    }

    /// <summary>Stored bytes are never read otherwise: these were written by the first version.</summary>
    [Fact]
    public void The_bytes_of_every_event_are_for_ever() =>
        Assert.Equal("9305A36576619E9801019201C41000000000000000010000000000000002C3A46D61696EA561626F7274A174A3312E309302019201C41000000000000000010000000000000002930301A3312E31930401A3312E32940501A3312E31A3312E3092060192070194080201C3920902930A01A3657661940B0103A178930C0103930D01A968747470733A2F2F78930E01A175", Convert.ToHexString(IssueBatchCodec.Encode(new IssueBatch(5, "eva", All))));

    [Fact]
    public void Damage_is_told_and_nothing_else_happens() => Gen.Select(Gen.Int[0, 150], Gen.Byte, Gen.Bool).Sample((at, value, isCut) =>
    {
        var bytes = IssueBatchCodec.Encode(new IssueBatch(5, "eva", All));
        bytes[at % bytes.Length] = value;
        try
        {
            IssueBatchCodec.Decode(IssueBatchCodec.Format, isCut ? bytes.AsMemory(0, at % bytes.Length) : bytes);
        }
        catch (InvalidDataException)
        {
            // As promised.
        }
    });
}
