using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Domain.Traces;

/// <summary>Threads of a stored trace; <see cref="TraceCodec"/> says how they are written.</summary>
/// <param name="texts">All texts of the trace.</param>
/// <param name="modules">That frames are in.</param>
internal sealed class TraceThreadCodec(string[] texts, (string Name, string BuildId)[] modules)
{
    private const int ThreadFields = 6;
    private const int FrameNumbers = 6;
    private const int RegisterNumbers = 2;
    private const int VariableNumbers = 5;

    private int _variablesLeft = TraceLimits.MaxVariables;

    public static void Write(ref MessagePackWriter writer, TraceThread thread, TraceTables tables)
    {
        writer.PutArray(ThreadFields);
        writer.Put(thread.Id);
        writer.Put(thread.Name);
        writer.Put(thread.End);
        writer.PutArray(FrameNumbers * thread.Frames.Count);
        foreach (var frame in thread.Frames)
        {
            writer.Put(tables.ModuleOf(frame));
            writer.Put(frame.Offset);
            writer.Put(tables.TextOf(frame.Function));
            writer.Put(tables.TextOf(frame.File));
            writer.Put(frame.Line);
            writer.Put(((int)frame.Trust * 2) + (frame.IsInlined ? 1 : 0));
        }

        writer.PutArray(RegisterNumbers * thread.Registers.Count);
        foreach (var register in thread.Registers)
        {
            writer.Put(tables.TextOf(register.Name));
            writer.Put(register.Value);
        }

        writer.PutArray(VariableNumbers * thread.Frames.Sum(f => f.Variables.Count));
        for (var i = 0; i < thread.Frames.Count; i++)
        {
            foreach (var variable in thread.Frames[i].Variables)
            {
                writer.Put(i);
                writer.Put(tables.TextOf(variable.Name));
                writer.Put(tables.TextOf(variable.Type));
                writer.Put(tables.TextOf(variable.Value));
                writer.Put(variable.IsArgument);
            }
        }
    }

    public TraceThread Read(ref MessagePackReader reader)
    {
        var fields = TraceReading.Count(ref reader, "fields of a thread", int.MaxValue);
        var id = reader.ReadInt64();
        var name = TraceReading.Text(ref reader, TraceLimits.MaxText);
        var end = TraceReading.Text(ref reader, TraceLimits.MaxText);
        var frames = new TraceFrame[TraceReading.CountOf(ref reader, "frames", FrameNumbers, TraceLimits.MaxFrames)];
        for (var i = 0; i < frames.Length; i++)
        {
            frames[i] = ReadFrame(ref reader);
        }

        var registers = new TraceRegister[TraceReading.CountOf(ref reader, "registers", RegisterNumbers, TraceLimits.MaxRegisters)];
        for (var i = 0; i < registers.Length; i++)
        {
            registers[i] = new TraceRegister(TraceReading.TextOf(ref reader, texts, TraceLimits.MaxText), reader.ReadUInt64());
        }

        ReadVariables(ref reader, frames);
        TraceReading.SkipRest(ref reader, fields, ThreadFields);
        return new TraceThread(id, name, frames, end) { Registers = registers };
    }

    private TraceFrame ReadFrame(ref MessagePackReader reader)
    {
        var module = TraceReading.Index(ref reader, modules.Length + 1);
        var offset = reader.ReadUInt64();
        var function = TraceReading.TextOf(ref reader, texts, TraceLimits.MaxText);
        var file = TraceReading.TextOf(ref reader, texts, TraceLimits.MaxText);
        var line = reader.ReadInt32();
        var flags = reader.ReadInt32();
        var (moduleName, buildId) = module == 0 ? ("", "") : modules[module - 1];
        return new TraceFrame(moduleName, buildId, offset, function, file, line, (flags & 1) != 0, (TraceTrust)(flags / 2));
    }

    /// <summary>They come in the order of their frames.</summary>
    private void ReadVariables(ref MessagePackReader reader, TraceFrame[] frames)
    {
        var count = TraceReading.CountOf(ref reader, "variables", VariableNumbers, _variablesLeft);
        _variablesLeft -= count;
        var variables = new List<TraceVariable>();
        var current = 0;
        for (var i = 0; i < count; i++)
        {
            var frame = TraceReading.Index(ref reader, frames.Length);
            if (frame < current)
            {
                throw new InvalidDataException($"near byte {reader.Consumed}: a variable of frame {frame} behind those of frame {current}");
            }

            if (frame > current)
            {
                Flush(current);
                current = frame;
            }

            variables.Add(new TraceVariable(
                TraceReading.TextOf(ref reader, texts, TraceLimits.MaxText),
                TraceReading.TextOf(ref reader, texts, TraceLimits.MaxVariableType),
                TraceReading.TextOf(ref reader, texts, TraceLimits.MaxVariableValue),
                reader.ReadBoolean()));
        }

        Flush(current);

        void Flush(int frame)
        {
            if (variables.Count > 0)
            {
                frames[frame] = frames[frame] with { Variables = [.. variables] };
                variables.Clear();
            }
        }
    }
}
