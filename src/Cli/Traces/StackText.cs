using System.Globalization;
using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Traces;

/// <summary>
/// Stacks as a debugger prints them: <c>#0  function (args) at file:line  [module]</c>. What a frame does not say by itself stands behind its module: that it was
/// inlined, and how it was found where that is not sure.
/// </summary>
/// <param name="Locals">Whether variables that are no arguments are printed.</param>
/// <param name="Registers">Whether registers are printed.</param>
internal sealed record StackText(bool Locals = false, bool Registers = false)
{
    private const int RegistersPerLine = 4;

    /// <summary>Of an argument in the line of its function; all of it stands among the locals.</summary>
    private const int MaxArgument = 60;

    private const string Indent = "        ";

    public IEnumerable<string> Lines(TraceThread thread)
    {
        if (thread.Frames.Count == 0)
        {
            yield return "(no frames)";
        }

        for (var i = 0; i < thread.Frames.Count; i++)
        {
            yield return Line(i, thread.Frames[i]);
            foreach (var variable in Locals ? thread.Frames[i].Variables : [])
            {
                yield return $"{Indent}{Table.Printable(variable.Name)} = {Table.Printable(variable.Value)}{(variable.Type.Length > 0 ? $"  ({Table.Printable(variable.Type)})" : "")}";
            }
        }

        if (thread.End.Length > 0)
        {
            yield return $"(the stack ends here: {Table.Printable(thread.End)})";
        }

        foreach (var line in Registers ? RegisterLines(thread) : [])
        {
            yield return line;
        }
    }

    /// <param name="number">From 0, the innermost.</param>
    /// <param name="frame">The frame.</param>
    public static string Line(int number, TraceFrame frame)
    {
        var head = $"#{number.ToString(CultureInfo.InvariantCulture),-3} {Function(frame)}";
        var place = frame.File.Length == 0 ? "" : frame.Line > 0 ? $" at {frame.File}:{frame.Line}" : $" in {frame.File}";
        string[] marks = [.. new[] { frame.Module, frame.IsInlined ? "inlined" : "", Doubt(frame.Trust) }.Where(mark => mark.Length > 0)];
        return Table.Printable(head + place + (marks.Length > 0 ? $"  [{string.Join(", ", marks)}]" : ""));
    }

    public static string ThreadLine(TraceThread thread, bool crashed) =>
        Table.Printable($"Thread {thread.Id}{(thread.Name.Length > 0 ? $" \"{thread.Name}\"" : "")}{(crashed ? " (crashed)" : "")}:");

    private static string Function(TraceFrame frame)
    {
        if (frame.Function.Length == 0)
        {
            return frame.Module.Length > 0 ? $"?? at +{frame.Offset}" : $"?? at {frame.Offset}";
        }

        var arguments = frame.Variables.Where(v => v.IsArgument).Select(v => $"{v.Name}={Short(v.Value)}").ToList();
        return arguments.Count > 0 ? $"{frame.Function} ({string.Join(", ", arguments)})" : frame.Offset.Length > 0 ? $"{frame.Function} ()" : frame.Function;
    }

    private static string Short(string value) => value.Length <= MaxArgument ? value : $"{value[..MaxArgument]}...";

    private static string Doubt(FrameTrust trust) => trust switch
    {
        FrameTrust.LinkRegister => "by link register",
        FrameTrust.FramePointer => "by frame pointer",
        FrameTrust.Scan => "by scanning: may be stale",
        _ => "",
    };

    private static IEnumerable<string> RegisterLines(TraceThread thread) => thread.Registers.Chunk(RegistersPerLine)
        .Select(line => Table.Printable($"{Indent}{string.Join("  ", line.Select(r => $"{r.Name,-6} {r.Value,-18}"))}".TrimEnd()));
}
