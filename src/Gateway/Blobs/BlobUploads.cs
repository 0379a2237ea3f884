using System.Globalization;
using Fleet.Gateway.Devices;
using Fleet.Grains.Blobs;
using Fleet.Protocol;
using Microsoft.AspNetCore.Http.Features;

namespace Fleet.Gateway.Blobs;

/// <summary>The requests on uploads, answered as tus says. Headers are checked here, bytes and offsets by the store.</summary>
internal sealed class BlobUploads(IBlobStore blobs, TimeProvider time, GatewayInstruments instruments)
{
    /// <summary>The error number of a full disk, which is what the runtime puts into HResult.</summary>
    private const int NoSpaceLeft = 28;

    public async Task<IResult> Create(HttpContext http)
    {
        if (Project(http) is not { } project)
        {
            return TusAnswers.Unauthorized();
        }

        var headers = http.Request.Headers;
        if (headers.ContainsKey(TusHeaders.UploadDeferLength))
        {
            return TusAnswers.Problem(StatusCodes.Status400BadRequest, $"{TusHeaders.UploadDeferLength} is not supported: say {TusHeaders.UploadLength}");
        }

        if (Number(headers[TusHeaders.UploadLength]) is not { } length)
        {
            return TusAnswers.Problem(StatusCodes.Status400BadRequest, $"{TusHeaders.UploadLength} is missing or not a number of bytes");
        }

        if (length > ProtocolLimits.MaxBlobBytes)
        {
            return TusAnswers.Problem(StatusCodes.Status413PayloadTooLarge, $"{length} bytes, at most {ProtocolLimits.MaxBlobBytes} allowed");
        }

        if (!UploadMetadata.TryParse(headers[TusHeaders.UploadMetadata].ToString(), out var metadata, out var problem))
        {
            return TusAnswers.Problem(StatusCodes.Status400BadRequest, $"{TusHeaders.UploadMetadata}: {problem}");
        }

        var withBody = http.Request.ContentType is not null && http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false;
        if (withBody && !HasOffsetContent(http.Request))
        {
            return TusAnswers.Problem(StatusCodes.Status415UnsupportedMediaType, $"the content type of an upload is {TusHeaders.ContentType}");
        }

        if (!TryChecksum(headers, out var checksum))
        {
            return TusAnswers.BadChecksum();
        }

        try
        {
            var upload = await blobs.CreateUpload(project, length, metadata.Header, metadata.Sha256, time.GetUtcNow() + BlobLifetimes.Upload, http.RequestAborted);
            var response = http.Response.Headers;
            response.Location = $"{http.Request.PathBase}{http.Request.Path.Value!.TrimEnd('/')}/{upload.Id}";
            SetExpiry(http, upload);
            if (withBody || length == 0)
            {
                return await Take(http, project, upload, offset: 0, checksum, StatusCodes.Status201Created);
            }

            return Results.StatusCode(StatusCodes.Status201Created);
        }
        catch (BlobQuotaException e)
        {
            instruments.OverQuota(project);
            return TusAnswers.OverQuota(e);
        }
        catch (IOException e) when (e.HResult == NoSpaceLeft)
        {
            return TusAnswers.NoSpace();
        }
    }

    public async Task<IResult> Head(string id, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        var (upload, project, refusal) = await Find(id, http);
        if (upload is null)
        {
            return refusal!;
        }

        if (upload is { IsFull: true, Blob: null })
        {
            // The process ended between the last byte and the completion: a client that sees all bytes taken would not come again.
            if (await Complete(http, project, upload.Id) is { } failure)
            {
                return failure;
            }
        }
        else if (upload.Blob is { } blob)
        {
            http.Response.Headers[TusHeaders.BlobSha256] = blob.ToString();
        }

        SetOffset(http, upload.Offset);
        http.Response.Headers[TusHeaders.UploadLength] = upload.Length.ToString(CultureInfo.InvariantCulture);
        if (upload.Metadata.Length > 0)
        {
            http.Response.Headers[TusHeaders.UploadMetadata] = upload.Metadata;
        }

        SetExpiry(http, upload);
        return Results.Ok();
    }

    public async Task<IResult> Append(string id, HttpContext http)
    {
        var (upload, project, refusal) = await Find(id, http);
        if (upload is null)
        {
            return refusal!;
        }

        if (!HasOffsetContent(http.Request))
        {
            return TusAnswers.Problem(StatusCodes.Status415UnsupportedMediaType, $"the content type of an upload is {TusHeaders.ContentType}");
        }

        if (Number(http.Request.Headers[TusHeaders.UploadOffset]) is not { } offset)
        {
            return TusAnswers.Problem(StatusCodes.Status400BadRequest, $"{TusHeaders.UploadOffset} is missing or not a number of bytes");
        }

        if (!TryChecksum(http.Request.Headers, out var checksum))
        {
            return TusAnswers.BadChecksum();
        }

        if (offset != upload.Offset)
        {
            return TusAnswers.WrongOffset(upload.Offset, offset);
        }

        if (offset + http.Request.ContentLength > upload.Length)
        {
            return TusAnswers.TooLong(upload);
        }

        SetExpiry(http, upload);
        try
        {
            return await Take(http, project, upload, offset, checksum, StatusCodes.Status204NoContent);
        }
        catch (IOException e) when (e.HResult == NoSpaceLeft)
        {
            return TusAnswers.NoSpace();
        }
    }

    public async Task<IResult> Terminate(string id, HttpContext http)
    {
        var (upload, project, refusal) = await Find(id, http);
        if (upload is null)
        {
            return refusal!;
        }

        return await blobs.DeleteUpload(project, upload.Id, http.RequestAborted)
            ? Results.NoContent()
            : TusAnswers.Locked();
    }

    private async Task<IResult> Take(HttpContext http, string project, BlobUpload upload, long offset, ReadOnlyMemory<byte>? checksum, int success)
    {
        // The length of the upload bounds the body, and the store holds no more of it than a buffer.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        // Not cancelled when the client hangs up: what it sent before is still to be read, and then the body ends by itself.
        var append = await blobs.Append(project, upload.Id, offset, http.Request.Body, checksum, CancellationToken.None);
        switch (append.Outcome)
        {
            case BlobAppendOutcome.NotFound:
                return TusAnswers.NotFound(upload.Id.ToString());
            case BlobAppendOutcome.Locked:
                return TusAnswers.Locked();
            case BlobAppendOutcome.WrongOffset:
                return TusAnswers.WrongOffset(append.Offset, offset);
            case BlobAppendOutcome.WrongChecksum:
                return TusAnswers.Problem(TusAnswers.Status460ChecksumMismatch, $"the body does not have the checksum that {TusHeaders.UploadChecksum} announced; nothing of it was taken");
            case BlobAppendOutcome.TooLong:
                return TusAnswers.TooLong(upload);
            case BlobAppendOutcome.BrokenOff:
                SetOffset(http, append.Offset);
                return TusAnswers.Problem(StatusCodes.Status400BadRequest, $"the body broke off; the upload stands at {append.Offset}");
        }

        if (append.Offset == upload.Length && await Complete(http, project, upload.Id) is { } failure)
        {
            return failure;
        }

        SetOffset(http, append.Offset);
        return Results.StatusCode(success);
    }

    /// <returns>Null when the upload is complete, else the answer that says why it is not.</returns>
    private async Task<IResult?> Complete(HttpContext http, string project, UploadId id)
    {
        // Not cancelled by a client that hangs up: it would only have to be done again.
        switch (await blobs.Complete(project, id, CancellationToken.None))
        {
            case BlobCompletion.WrongDigest:
                return TusAnswers.Problem(TusAnswers.Status460ChecksumMismatch, "the content does not have the sha256 that Upload-Metadata announced; the upload is discarded");
            case BlobCompletion.Locked:
                return TusAnswers.Locked();
            case BlobCompletion.NotFound:
                return TusAnswers.NotFound(id.ToString());
            default:
                if ((await blobs.FindUpload(project, id, http.RequestAborted))?.Blob is { } blob)
                {
                    http.Response.Headers[TusHeaders.BlobSha256] = blob.ToString();
                }

                return null;
        }
    }

    private async Task<(BlobUpload? Upload, string Project, IResult? Refusal)> Find(string id, HttpContext http)
    {
        if (Project(http) is not { } project)
        {
            return (null, "", TusAnswers.Unauthorized());
        }

        if (!UploadId.TryParse(id, out var parsed) || await blobs.FindUpload(project, parsed, http.RequestAborted) is not { } upload)
        {
            return (null, project, TusAnswers.NotFound(id));
        }

        return upload.ExpiresAt <= time.GetUtcNow()
            ? (null, project, TusAnswers.Problem(StatusCodes.Status410Gone, $"the upload expired at {upload.ExpiresAt:R}"))
            : (upload, project, null);
    }

    private static string? Project(HttpContext http) => http.Features.Get<ProjectFeature>()?.Project;

    private static long? Number(string? header) =>
        long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool HasOffsetContent(HttpRequest request) =>
        string.Equals(request.ContentType, TusHeaders.ContentType, StringComparison.OrdinalIgnoreCase);

    private static bool TryChecksum(IHeaderDictionary headers, out ReadOnlyMemory<byte>? checksum)
    {
        checksum = null;
        if (!headers.TryGetValue(TusHeaders.UploadChecksum, out var header))
        {
            return true;
        }

        var valid = UploadChecksum.TryParse(header.ToString(), out var sha256);
        checksum = sha256;
        return valid;
    }

    private static void SetOffset(HttpContext http, long offset) =>
        http.Response.Headers[TusHeaders.UploadOffset] = offset.ToString(CultureInfo.InvariantCulture);

    private static void SetExpiry(HttpContext http, BlobUpload upload) =>
        http.Response.Headers[TusHeaders.UploadExpires] = upload.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
}
