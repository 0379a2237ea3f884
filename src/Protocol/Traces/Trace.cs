using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Protocol.Traces;

/// <summary>
/// A failure that an application reports by itself, its stack as text of its own language: the body of
/// <see cref="Sync.EntryType.Trace"/>. On the wire <c>[language, type, message, stack, program, is_fatal]</c>.
/// </summary>
/// <param name="Language">Whose form the stack has: <c>python</c>, <c>dotnet</c>, <c>node</c>, ...</param>
/// <param name="Type">Of the exception, as its language names it; the name of an event without one.</param>
/// <param name="Message">In lines; may be empty.</param>
/// <param name="Stack">As the language prints it, in lines; empty when there is none.</param>
/// <param name="Program">Whose failure it is; may be empty.</param>
/// <param name="IsFatal">Whether the program ended by it.</param>
public sealed record Trace(string Language, string Type, string Message, string Stack, string Program, bool IsFatal)
{
    public byte[] Encode() => BodyWriter.Encode(this, static (ref writer, trace) =>
    {
        writer.PutArray(6);
        writer.Put(trace.Language);
        writer.Put(trace.Type);
        writer.Put(trace.Message);
        writer.Put(trace.Stack);
        writer.Put(trace.Program);
        writer.Put(trace.IsFatal);
    });

    /// <exception cref="ProtocolException">The bytes are not a trace.</exception>
    public static Trace Decode(ReadOnlyMemory<byte> body) => CheckedReader.Guard(body, "trace", static (ref reader) =>
    {
        var count = CheckedReader.ArrayHeader(ref reader, "trace", 6);
        var trace = new Trace(
            CheckedReader.Text(ref reader, "language", ProtocolLimits.MaxSlugLength),
            CheckedReader.Text(ref reader, "type", ProtocolLimits.MaxNameLength),
            CheckedReader.Lines(ref reader, "message", ProtocolLimits.MaxDetailsLength),
            CheckedReader.Lines(ref reader, "stack", ProtocolLimits.MaxStackLength),
            CheckedReader.Text(ref reader, "program", ProtocolLimits.MaxNameLength, mayBeEmpty: true),
            CheckedReader.Boolean(ref reader, "is_fatal"));
        CheckedReader.SkipRest(ref reader, count, known: 6);
        CheckedReader.ExpectEnd(ref reader, "trace");
        return trace;
    });
}
