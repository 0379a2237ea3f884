using System.Globalization;
using Fleet.Api.V1;

namespace Fleet.Gateway.Web.Traces;

/// <summary>Frames, threads and states in a few words.</summary>
internal static class TraceLine
{
    /// <summary>Of an argument in the line of its function.</summary>
    private const int MaxArgument = 60;

    public static string Function(TraceFrame frame)
    {
        if (frame.Function.Length == 0)
        {
            return frame.Module.Length > 0 ? $"?? at +{frame.Offset}" : $"?? at {frame.Offset}";
        }

        var arguments = string.Join(", ", frame.Variables.Where(v => v.IsArgument).Select(v => $"{v.Name}={Short(v.Value)}"));
        return arguments.Length > 0 ? $"{frame.Function} ({arguments})" : frame.Function;
    }

    /// <summary>Empty when nobody knows.</summary>
    public static string Place(TraceFrame frame) =>
        frame.File.Length == 0 ? "" : frame.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{frame.File}:{frame.Line}") : frame.File;

    /// <summary>What a frame does not say by itself; empty when it is sure and has its own place on the stack.</summary>
    public static string Mark(TraceFrame frame) => string.Join(", ", Marks(frame));

    public static string State(TraceState state) => state switch
    {
        TraceState.Done => "stack read",
        TraceState.Waiting => "waits to be read",
        TraceState.Failed => "could not be read",
        TraceState.Quarantined => "quarantined",
        _ => "as the device told",
    };

    public static string Thread(TraceThread thread, bool crashed) =>
        $"Thread {thread.Id.ToString(CultureInfo.InvariantCulture)}{(thread.Name.Length > 0 ? $" “{thread.Name}”" : "")}{(crashed ? ", which failed" : "")}";

    private static IEnumerable<string> Marks(TraceFrame frame)
    {
        if (frame.IsInlined)
        {
            yield return "inlined";
        }

        switch (frame.Trust)
        {
            case FrameTrust.LinkRegister:
                yield return "by link register";
                break;
            case FrameTrust.FramePointer:
                yield return "by frame pointer";
                break;
            case FrameTrust.Scan:
                yield return "by scanning: may be stale";
                break;
            default:
                break;
        }
    }

    private static string Short(string value) => value.Length <= MaxArgument ? value : $"{value[..MaxArgument]}…";
}
