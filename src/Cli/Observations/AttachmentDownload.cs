using System.Net;
using System.Security.Cryptography;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;

namespace Fleet.Cli.Observations;

/// <summary>Gets the content of an attachment, whole and checked against its name.</summary>
internal static class AttachmentDownload
{
    /// <summary>For all of a download: gigabytes over a slow line.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromHours(6);

    /// <summary>The newest observation of a type with this id.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static async Task<Observation> FindAsync(ApiContext context, ObservationType type, string id, string hint)
    {
        var request = new ListObservationsRequest { Project = context.Project, Id = id, Types_ = { type }, PageSize = 1 };
        var answer = await context.Api.Observations.ListObservationsAsync(request, cancellationToken: context.Cancellation);
        return answer.Observations.Count > 0 ? answer.Observations[0] : throw new CliException(ExitCode.NotFound, hint);
    }

    /// <summary>Writes the content to a file, after <paramref name="decode"/>. A file is there when it is whole, and else not.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="CliException">The server does not have it, the file cannot be written, or what came is not what was asked for.</exception>
    public static async Task<long> SaveAsync(ApiContext context, Attachment attachment, string path, Func<Stream, Stream>? decode = null)
    {
        try
        {
            return await WholeFile.WriteAsync(path, file => ReadAsync(context, attachment, async content =>
            {
                await using var decoded = decode?.Invoke(content);
                await (decoded ?? content).CopyToAsync(file, context.Cancellation);
            }));
        }
        catch (ZstdSharp.ZstdException e)
        {
            throw new CliException(ExitCode.Failure, $"{path}: {e.Message}");
        }
    }

    /// <summary>Hands the content to <paramref name="read"/> as it comes, and checks it at the end.</summary>
    public static async Task ReadAsync(ApiContext context, Attachment attachment, Func<Stream, Task> read)
    {
        var url = new Uri(context.Target.Server, $"/api/v1/blobs/{attachment.Sha256}");
        using var answer = await context.Api.Http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, context.Cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            throw answer.StatusCode switch
            {
                HttpStatusCode.NotFound => new CliException(ExitCode.NotFound, $"the server does not have the attachment {attachment.Sha256} any more"),
                HttpStatusCode.Unauthorized => new CliException(ExitCode.NotAuthenticated, $"{context.Target.Server} does not accept the token"),
                HttpStatusCode.ServiceUnavailable => ApiError.Unreachable(context.Target, "the store is busy or does not answer"),
                var status => new CliException(ExitCode.Failure, $"{url}: status {(int)status}"),
            };
        }

        using var hash = SHA256.Create();
        await using var content = await answer.Content.ReadAsStreamAsync(context.Cancellation);
        await using (var hashed = new CryptoStream(content, hash, CryptoStreamMode.Read))
        {
            await read(hashed);

            // What the reader had no use for counts too.
            await hashed.CopyToAsync(Stream.Null, context.Cancellation);
        }

        if (!string.Equals(Convert.ToHexStringLower(hash.Hash!), attachment.Sha256, StringComparison.Ordinal))
        {
            throw new CliException(ExitCode.Failure, $"what came is not the attachment {attachment.Sha256}: try again");
        }
    }
}
