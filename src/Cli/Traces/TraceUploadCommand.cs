using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Connection;
using Fleet.Cli.Import;
using Fleet.Cli.Observations;
using Fleet.Cli.Output;
using Fleet.Symbolication;
using Google.Protobuf.WellKnownTypes;

namespace Fleet.Cli.Traces;

/// <summary><c>traces upload</c>: a core from anywhere.</summary>
internal static class TraceUploadCommand
{
    private const string UploadPath = "/api/v1/uploads";
    private const string DefaultDevice = "uploaded-cores";
    private const string DefaultType = "main";
    private const string DefaultVersion = "unknown";

    public static Command Create(CliEnvironment environment)
    {
        var path = new Argument<string>("core") { Description = "A core: of the kernel, of gdb's gcore, of systemd-coredump or of a Fleet agent; plain, in zstd or in gzip." };
        var device = new Option<string>("--device")
        {
            Description = $"Serial of the device that it is recorded for, which is made when there is none; {DefaultDevice} when left out.",
            HelpName = "serial",
        };
        var type = new Option<string>("--software-type") { Description = $"Type of the software that crashed; what the core says, else {DefaultType}, when left out.", HelpName = "type" };
        var version = new Option<string>("--software-version") { Description = $"Its version; what the core says, else '{DefaultVersion}', when left out.", HelpName = "version" };
        var hardware = new Option<string>("--hardware-version") { Description = "Hardware version of a device that is made.", HelpName = "version" };
        var time = TypedOption.Time("--time", "When it crashed; the core's own time, else that of the file, when left out.");
        var wait = TypedOption.Duration("--wait", "How long to wait until its stacks are read; 2m when left out, 0s for not at all.");
        var command = new ExampleCommand(
            "upload",
            "Uploads a core that no agent sent, and shows its issue and its stack. The core is recorded as a device would have sent it, and grouped as all others are. The same core again changes "
            + "nothing. Upload the symbols first, or later: fleet symbols upload.",
            "fleet traces upload /var/lib/systemd/coredump/core.app.0.*.zst --software-version 1.4.2",
            "fleet traces upload core.1234 --device SN-000123 --software-type main --software-version 1.4.2",
            "fleet traces upload core.gz --wait 0s --json | jq -r .id") { path, device, type, version, hardware, time, wait };
        command.SetApiAction(
            environment,
            async context =>
            {
                var parsed = context.Parsed;
                var file = parsed.GetValue(path)!;
                var summary = Read(file);
                foreach (var warning in summary.Warnings)
                {
                    context.Note($"{file}: {Table.Printable(warning)}");
                }

                var crashed = parsed.GetValue(time) ?? (summary.Device is { WallMs: > 0 } noted ? DateTimeOffset.FromUnixTimeMilliseconds(noted.WallMs) : new DateTimeOffset(File.GetLastWriteTimeUtc(file)));
                var request = new RecordCoreRequest
                {
                    Project = context.Project,
                    Serial = parsed.GetValue(device) ?? DefaultDevice,
                    SoftwareType = parsed.GetValue(type) ?? summary.Device?.SoftwareType ?? DefaultType,
                    SoftwareVersion = parsed.GetValue(version) ?? summary.Device?.SoftwareVersion ?? DefaultVersion,
                    HardwareVersion = parsed.GetValue(hardware) ?? "",
                    Time = Timestamp.FromDateTimeOffset(crashed),
                    Crash = summary.Crash,
                };
                var recorded = await SendAsync(context, file, request);
                var patience = parsed.GetValue(wait) ?? TraceWait.Patience;
                var trace = patience > TimeSpan.Zero ? await TraceWait.ForAsync(context, recorded.Id, patience) : null;
                if (parsed.GetValue(FleetCommand.Json))
                {
                    await environment.Out.WriteLineAsync(trace is null ? JsonText.Of(recorded) : JsonText.Of(new GetTraceResponse { Trace = trace }));
                    return;
                }

                context.Note(recorded.IsKnown ? "It was here before." : "Recorded.");
                if (trace is null)
                {
                    await environment.Out.WriteLineAsync(recorded.Id);
                    context.Note($"Its stacks follow: fleet traces show {recorded.Id}");
                    return;
                }

                TraceShowCommand.Print(context, trace, new StackText(), allThreads: false);
                if (trace.MissingBuildIds.Count > 0)
                {
                    context.Note("Some symbols are missing: upload programs and debug files by 'fleet symbols upload', and the stack is read again by itself.");
                }
            },
            AttachmentDownload.Within);
        return command;
    }

    private static CoreSummary Read(string file)
    {
        try
        {
            return File.Exists(file) ? CoreSummary.Read(file) : throw new CliException(ExitCode.NotFound, $"{file} is not there");
        }
        catch (Exception e) when (e is MalformedException or IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failure, e.Message);
        }
    }

    private static async Task<RecordCoreResponse> SendAsync(ApiContext context, string file, RecordCoreRequest request)
    {
        using var packed = await PackedCore.MakeAsync(file, context.Cancellation);
        if (request.Crash.Id.Length == 0)
        {
            request.Crash.Id = Convert.ToHexStringLower(packed.ContentSha256.AsSpan(0, 16));
        }

        request.Crash.CoreBytes = packed.Bytes;
        request.Core = new Attachment { Sha256 = Convert.ToHexStringLower(packed.Sha256), SizeBytes = packed.Bytes };
        using var http = UploadHttp.Create(context.Target, context.Target.Token);
        var uploads = new TusClient(http, context.Target, context.Environment.Time, UploadPath, "token");
        if (!await uploads.UploadAsync(packed.Sha256, packed.Bytes, offset => Content(packed, offset), context.Cancellation))
        {
            throw new CliException(ExitCode.Failure, $"{file}: changed while it was read; upload it again");
        }

        return await context.Api.Traces.RecordCoreAsync(request, cancellationToken: context.Cancellation);
    }

    private static FileSlice Content(PackedCore packed, long offset)
    {
        var content = new FileStream(packed.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, useAsync: true);
        return new FileSlice(content, offset, packed.Bytes - offset, ownsFile: true);
    }
}
