using Fleet.Protocol.Wire;

namespace Fleet.Protocol.Sync;

/// <summary>A device's answer to a <see cref="DeviceRequest"/>: the body of <see cref="EntryType.RequestAnswer"/>. On the wire <c>[id, outcome, message]</c>.</summary>
/// <param name="Id">Of the request.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Message">In words; may be empty.</param>
public sealed record RequestAnswer(long Id, RequestOutcome Outcome, string Message)
{
    private const int Fields = 3;

    public byte[] Encode() => BodyWriter.Encode(this, static (ref writer, answer) =>
    {
        writer.PutArray(Fields);
        writer.Put(answer.Id);
        writer.Put((int)answer.Outcome);
        writer.Put(answer.Message);
    });

    /// <exception cref="ProtocolException">The bytes are not an answer.</exception>
    public static RequestAnswer Decode(ReadOnlyMemory<byte> body) => CheckedReader.Guard(body, "answer", static (ref reader) =>
    {
        var count = CheckedReader.ArrayHeader(ref reader, "answer", Fields);
        var answer = new RequestAnswer(
            CheckedReader.Int64(ref reader, "id", 1),
            (RequestOutcome)CheckedReader.Int64(ref reader, "outcome", 1, int.MaxValue),
            CheckedReader.Text(ref reader, "message", ProtocolLimits.MaxReasonLength, mayBeEmpty: true));
        CheckedReader.SkipRest(ref reader, count, Fields);
        CheckedReader.ExpectEnd(ref reader, "answer");
        return answer;
    });
}
