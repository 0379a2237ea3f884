using Fleet.Api.V1;
using Fleet.Domain.Traces;
using Fleet.Gateway.Api;
using Fleet.Grains.Traces;
using Fleet.Protocol.Sync;
using Google.Protobuf.WellKnownTypes;
using Captured = Fleet.Domain.Traces;
using TraceFrame = Fleet.Api.V1.TraceFrame;
using TraceLogLine = Fleet.Api.V1.TraceLogLine;
using TraceModule = Fleet.Api.V1.TraceModule;
using TraceRegister = Fleet.Api.V1.TraceRegister;
using TraceThread = Fleet.Api.V1.TraceThread;
using TraceVariable = Fleet.Api.V1.TraceVariable;

namespace Fleet.Gateway.Traces;

/// <summary>Traces as the contract has them.</summary>
internal static class TraceMessages
{
    /// <summary>The end of what a timestamp of the contract can say, microseconds since 1970.</summary>
    private const long MaxUs = TimeRange.MaxMs * 1000;

    public static EntryType? EntryTypeOf(TraceKind kind) => kind switch
    {
        TraceKind.Crash => EntryType.Crash,
        TraceKind.Reboot => EntryType.Reboot,
        TraceKind.Reported => EntryType.Trace,
        _ => null,
    };

    public static TraceStage? StageOf(TraceState state) => state switch
    {
        TraceState.Summary => TraceStage.Told,
        TraceState.Waiting => TraceStage.Waiting,
        TraceState.Done => TraceStage.Symbolicated,
        TraceState.Failed => TraceStage.Failed,
        TraceState.Quarantined => TraceStage.Quarantined,
        _ => null,
    };

    /// <param name="row">The trace.</param>
    /// <param name="issue">The issue as it is shown; 0 for none.</param>
    public static TraceSummary Of(TraceRow row, long issue) => new()
    {
        Id = TraceName.Of(row).ToString(),
        Issue = issue,
        Title = row.Title,
        Kind = row.Kind switch
        {
            EntryType.Crash => TraceKind.Crash,
            EntryType.Reboot => TraceKind.Reboot,
            _ => TraceKind.Reported,
        },
        Class = row.Class,
        Serial = row.Serial,
        Time = TimeRange.Stamp(row.Cursor.CapturedAtMs),
        SoftwareType = row.SoftwareType,
        SoftwareVersion = row.SoftwareVersion,
        HardwareVersion = row.Hardware,
        State = row.Stage switch
        {
            TraceStage.Told => TraceState.Summary,
            TraceStage.Waiting => TraceState.Waiting,
            TraceStage.Symbolicated => TraceState.Done,
            TraceStage.Failed => TraceState.Failed,
            TraceStage.Quarantined => TraceState.Quarantined,
            _ => TraceState.Unspecified,
        },
    };

    public static TraceDetails Of(TraceSummary summary, Captured.Trace trace, string reason)
    {
        var message = new TraceDetails
        {
            Summary = summary,
            Language = trace.Language.ToString().ToLowerInvariant(),
            Program = trace.Program,
            Signal = trace.Signal,
            SignalName = trace.Signal > 0 ? SignalNames.Of(trace.Signal) : "",
            Code = trace.Code,
            FaultAddress = trace.FaultAddress is { } address ? Hex(address) : "",
            Message = trace.Message,
            Crashed = trace.Crashed,
            Reason = reason,
        };
        message.Threads.AddRange(trace.Threads.Select(Of));
        message.Modules.AddRange(trace.Modules.Select(Of));
        message.MissingBuildIds.AddRange(trace.MissingBuildIds);
        message.Log.AddRange(trace.Log.Select(Of));
        return message;
    }

    private static TraceThread Of(Captured.TraceThread thread)
    {
        var message = new TraceThread { Id = thread.Id, Name = thread.Name, End = thread.End };
        message.Frames.AddRange(thread.Frames.Select(Of));
        message.Registers.AddRange(thread.Registers.Select(r => new TraceRegister { Name = r.Name, Value = Hex(r.Value) }));
        return message;
    }

    private static TraceFrame Of(Captured.TraceFrame frame)
    {
        var message = new TraceFrame
        {
            Function = frame.Function,
            File = frame.File,
            Line = frame.Line,
            Module = frame.Module,
            BuildId = frame.BuildId,
            Offset = frame.Trust == TraceTrust.Text ? "" : Hex(frame.Offset),
            IsInlined = frame.IsInlined,
            Trust = frame.Trust switch
            {
                TraceTrust.Context => FrameTrust.Context,
                TraceTrust.Cfi => FrameTrust.Cfi,
                TraceTrust.Exidx => FrameTrust.Exidx,
                TraceTrust.LinkRegister => FrameTrust.LinkRegister,
                TraceTrust.FramePointer => FrameTrust.FramePointer,
                TraceTrust.Scan => FrameTrust.Scan,
                TraceTrust.Device => FrameTrust.Device,
                TraceTrust.Text => FrameTrust.Text,
                _ => FrameTrust.Unspecified,
            },
        };
        message.Variables.AddRange(frame.Variables.Select(v => new TraceVariable { Name = v.Name, Type = v.Type, Value = v.Value, IsArgument = v.IsArgument }));
        return message;
    }

    private static TraceModule Of(Captured.TraceModule module) => new()
    {
        Path = module.Path,
        BuildId = module.BuildId,
        Start = Hex(module.Start),
        Bytes = (long)Math.Min(module.Size, long.MaxValue),
        HasExecutable = module.Files.HasFlag(TraceModuleFiles.Executable),
        HasDebugInformation = module.Files.HasFlag(TraceModuleFiles.DebugInformation),
    };

    private static TraceLogLine Of(Captured.TraceLogLine line)
    {
        var us = Math.Clamp(line.TimeUs, 0, MaxUs);
        return new TraceLogLine
        {
            Time = new Timestamp { Seconds = us / 1_000_000, Nanos = (int)(us % 1_000_000) * 1000 },
            Level = line.Level,
            Source = line.Source,
            Text = line.Text,
        };
    }

    private static string Hex(ulong value) => $"0x{value:x}";
}
