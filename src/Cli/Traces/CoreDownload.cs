using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Observations;
using ZstdSharp;

namespace Fleet.Cli.Traces;

/// <summary>Gets a trace and its core.</summary>
internal static class CoreDownload
{
    /// <exception cref="CliException">There is no such trace, or its core is not here.</exception>
    public static async Task<TraceDetails> FindAsync(ApiContext context, string id)
    {
        var answer = await context.Api.Traces.GetTraceAsync(new GetTraceRequest { Project = context.Project, Id = id }, cancellationToken: context.Cancellation);
        var trace = answer.Trace;
        return trace.Core is not null ? trace
            : trace.Summary.Kind != TraceKind.Crash ? throw new CliException(ExitCode.NotFound, $"trace '{id}' is no crash of a process: there is no core of it")
            : throw new CliException(ExitCode.NotFound, $"the core of crash '{id}' is not here; the device may have it: fleet coredumps request {trace.Summary.Serial} {id}");
    }

    /// <summary>Writes the core to a file, as an ELF file.</summary>
    /// <returns>Bytes written.</returns>
    public static Task<long> SaveAsync(ApiContext context, TraceDetails trace, string path) =>
        AttachmentDownload.SaveAsync(context, trace.Core.Attachment, path, content => new DecompressionStream(content, leaveOpen: true));
}
