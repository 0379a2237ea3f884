using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Traces;

/// <summary>A trace in words.</summary>
internal static class TraceText
{
    public static string Of(TraceKind kind) => kind.ToString().ToLowerInvariant();

    public static string Of(TraceState state) => state switch
    {
        TraceState.Summary => "summary",
        TraceState.Unspecified => "?",
        _ => state.ToString().ToLowerInvariant(),
    };

    /// <summary>What it is and where it comes from, a line each.</summary>
    public static IEnumerable<string> Head(TraceDetails trace)
    {
        var summary = trace.Summary;
        var signal = trace.Signal == 0 ? ""
            : $" ({trace.SignalName}, code {trace.Code}{(trace.FaultAddress.Length > 0 ? $", address {trace.FaultAddress}" : "")})";
        yield return Field("Trace", summary.Id);
        yield return Field("Failure", $"{summary.Class}{(trace.Program.Length > 0 ? $" in {trace.Program}" : "")}{signal}");
        if (summary.Issue > 0)
        {
            yield return Field("Issue", $"{summary.Issue}: {summary.Title}");
        }

        yield return Field("Device", $"{summary.Serial}{(summary.HardwareVersion.Length > 0 ? $" ({summary.HardwareVersion})" : "")}, {summary.SoftwareType} {summary.SoftwareVersion}");
        yield return Field("Time", $"{HumanTime.Second(summary.Time)} UTC");
        yield return Field("Stacks", StateOf(trace));
        foreach (var line in trace.Message.Length > 0 ? trace.Message.ReplaceLineEndings("\n").Split('\n') : [])
        {
            yield return Field("Message", line);
        }

        if (trace.MissingBuildIds.Count > 0)
        {
            yield return Field("Missing", string.Join(", ", trace.MissingBuildIds.Select(id => NameOf(trace, id))));
        }

        foreach (var log in trace.Logs)
        {
            yield return Field("Log", $"{log.Id}, {log.Lines} lines to {HumanTime.Second(log.LastTime)}");
        }
    }

    public static Table Modules(TraceDetails trace)
    {
        var table = new Table("START", ">BYTES", "BUILD-ID", "PROGRAM", "DEBUG", "PATH");
        foreach (var module in trace.Modules)
        {
            table.Add(module.Start, NumberText.Of(module.Bytes), module.BuildId, module.HasExecutable ? "yes" : "no", module.HasDebugInformation ? "yes" : "no", module.Path);
        }

        return table;
    }

    private static string StateOf(TraceDetails trace)
    {
        var text = trace.Summary.State switch
        {
            TraceState.Done => trace.Core is null ? "as the device told, with symbols" : "read from the core",
            TraceState.Waiting => "as the device told; the core waits to be read",
            TraceState.Failed => "as the device told; the core could not be read",
            TraceState.Quarantined => "as the device told; reading the core ended its reader: 'fleet traces again' tries once more",
            _ => trace.Summary.Kind == TraceKind.Crash ? "as the device told, without symbols" : "as the device told",
        };
        return trace.Reason.Length > 0 ? $"{text}: {trace.Reason}" : text;
    }

    /// <summary>The build-id and whose it is.</summary>
    private static string NameOf(TraceDetails trace, string buildId)
    {
        var module = trace.Modules.FirstOrDefault(m => m.BuildId == buildId)?.Path
            ?? trace.Threads.SelectMany(t => t.Frames).FirstOrDefault(f => f.BuildId == buildId)?.Module
            ?? "";
        return module.Length > 0 ? $"{Path.GetFileName(module)} ({buildId})" : buildId;
    }

    private static string Field(string name, string text) => $"{name,-8} {Table.Printable(text)}";
}
