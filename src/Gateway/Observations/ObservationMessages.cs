using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Fleet.Protocol.Sync;
using Google.Protobuf.WellKnownTypes;
using Coredumps = Fleet.Protocol.Coredumps;
using Logs = Fleet.Protocol.Logs;
using Reboots = Fleet.Protocol.Reboots;
using Recordings = Fleet.Protocol.Recordings;
using Reported = Fleet.Protocol.Traces;
using Telemetries = Fleet.Protocol.Telemetry;

namespace Fleet.Gateway.Observations;

/// <summary>Observations as the contract writes them.</summary>
internal static class ObservationMessages
{
    /// <summary>The contract counts its types from 1 and in the order of the wire's, which begin behind reports and attributes.</summary>
    private const int TypeOffset = (int)EntryType.Reboot - (int)ObservationType.Reboot;

    /// <summary>Null when it is no type.</summary>
    public static EntryType? EntryTypeOf(ObservationType type) =>
        type is >= ObservationType.Reboot and <= ObservationType.Telemetry ? (EntryType)(type + TypeOffset) : null;

    public static Observation Of(DecodedObservation observation)
    {
        var recorded = observation.Recorded;
        var message = new Observation
        {
            Serial = observation.Serial,
            Time = TimeRange.Stamp(recorded.CapturedAtMs),
            ReceivedTime = TimeRange.Stamp(observation.ReceivedAtMs),
            ClockRepaired = recorded.ClockRepaired,
            SoftwareType = recorded.SoftwareType,
            SoftwareVersion = recorded.SoftwareVersion,
            BootId = recorded.BootId.ToString("n"),
            EntryNumber = recorded.Number,
            Type = (ObservationType)((int)recorded.Type - TypeOffset),
        };
        Fill(message, observation.Body);
        return message;
    }

    private static void Fill(Observation message, object body)
    {
        switch (body)
        {
            case Reboots.Reboot reboot:
                message.Reboot = new Reboot
                {
                    Reason = ReasonOf(reboot.Reason),
                    ReasonNumber = (int)reboot.Reason,
                    Slug = reboot.Slug,
                    IsExpected = reboot.IsExpected,
                    Details = reboot.Details,
                };
                break;
            case Reported.Trace trace:
                message.Trace = new Trace
                {
                    Language = trace.Language,
                    Type = trace.Type,
                    Message = trace.Message,
                    Stack = trace.Stack,
                    Program = trace.Program,
                    IsFatal = trace.IsFatal,
                };
                break;
            case Coredumps.Crash crash:
                message.Crash = Of(crash);
                break;
            case Coredumps.Coredump core:
                message.Coredump = Of(core);
                break;
            case Logs.LogFile log:
                message.LogFile = Of(log);
                break;
            case Recordings.Recording recording:
                message.Recording = new Recording
                {
                    Id = Text(recording.Id),
                    Name = recording.Name,
                    Mime = recording.Mime,
                    Reason = recording.Reason,
                    StartTime = TimeRange.Stamp(recording.StartedMs),
                    Attachment = Of(recording.Content),
                };
                break;
            case Telemetries.TelemetryBlock block:
                message.Telemetry = Of(block);
                break;
            default:
                throw new InvalidOperationException($"{body.GetType().Name} is no observation");
        }
    }

    private static Crash Of(Coredumps.Crash crash)
    {
        var message = new Crash
        {
            Id = Text(crash.Id),
            Program = crash.Program,
            Executable = crash.Executable,
            Pid = crash.Pid,
            Signal = crash.Signal,
            Code = crash.Code,
            FaultAddress = crash.FaultAddress is { } address ? Hex(address) : "",
            Thread = crash.Thread,
            Strategy = StrategyOf(crash.Strategy),
            CoreBytes = crash.CoreBytes,
            Reason = crash.Reason,
        };
        message.Frames.AddRange(crash.Frames.Select(f => new CrashFrame { BuildId = f.BuildId, Module = f.Module, Offset = Hex(f.Offset) }));
        return message;
    }

    public static Coredump Of(Coredumps.Coredump core) => new()
    {
        Id = Text(core.Id),
        Strategy = StrategyOf(core.Strategy),
        IsTruncated = core.IsTruncated,
        Attachment = Of(core.Content),
    };

    public static LogFile Of(Logs.LogFile log) => new()
    {
        Id = Text(log.Cid),
        NextId = Text(log.NextCid),
        FirstTime = TimeRange.Stamp(log.FirstMs),
        LastTime = TimeRange.Stamp(log.LastMs),
        Lines = log.Lines,
        Lost = log.Lost,
        Levels = { log.Levels },
        Cause = log.Cause switch
        {
            Logs.LogCause.Continuous => LogCause.Continuous,
            Logs.LogCause.Requested => LogCause.Requested,
            Logs.LogCause.Crash => LogCause.Crash,
            _ => LogCause.Unspecified,
        },
        RequestId = log.RequestId,
        Attachment = Of(log.Content),
    };

    private static Telemetry Of(Telemetries.TelemetryBlock block)
    {
        var message = new Telemetry
        {
            StartTime = TimeRange.Stamp(block.StartMs),
            Step = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(block.StepMs)),
            RequestId = block.RequestId,
        };
        foreach (var series in block.Series)
        {
            var one = new TelemetrySeries { Metric = series.Key.ToLowerInvariant(), Unit = series.Unit };
            one.Values.AddRange(series.Values.Select(v => v is { } value ? new TelemetryValue { Value = value } : new TelemetryValue()));
            message.Series.Add(one);
        }

        return message;
    }

    private static Attachment Of(Fleet.Protocol.Attachments.Attachment content) => new() { Sha256 = content.Sha256, SizeBytes = content.Bytes };

    private static CoreStrategy StrategyOf(Coredumps.CoreStrategy strategy) => (CoreStrategy)((int)strategy + 1);

    private static RebootReason ReasonOf(Reboots.RebootReason reason) => reason switch
    {
        >= Reboots.RebootReason.Custom and <= Reboots.RebootReason.PinReset => RebootReason.Custom + (int)reason,
        >= Reboots.RebootReason.Unknown and <= Reboots.RebootReason.UpdateError => RebootReason.Unknown + (reason - Reboots.RebootReason.Unknown),
        _ => RebootReason.Unspecified,
    };

    private static string Text(Guid id) => id.ToString("n");

    private static string Hex(ulong address) => $"0x{address:x}";
}
