using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Spooling;
using Fleet.Protocol.Attachments;

namespace Fleet.DeviceAgent.Sync;

/// <summary>
/// Uploads a file of the spool by tus 1.0.0 (https://tus.io/protocols/resumable-upload), a piece a step, so that whatever is more important goes
/// between two pieces. The upload's address is kept beside the file: after a restart it goes on where it was.
/// </summary>
internal sealed class AttachmentUpload(Uri server, HttpClient http, Spool spool, TimeProvider time, AgentCounters counters, AgentLog log)
{
    /// <summary>A piece is as large as goes through in about this time; reports wait no longer for a core on a slow link.</summary>
    private static readonly TimeSpan PieceTime = TimeSpan.FromSeconds(5);

    private const int LeastPiece = 4 * 1024;
    private const int FirstPiece = 32 * 1024;
    private const int MostPiece = 1024 * 1024;
    private const string TusVersion = "1.0.0";

    private readonly Uri _uploads = new(server.AbsoluteUri.TrimEnd('/') + "/device/v1/blobs");
    private int _piece = FirstPiece;

    /// <summary>The upload that was under way last, and how far it is; the offset is null when only the server knows.</summary>
    private (string Sha256, Uri Location, long? Offset)? _current;

    public async Task<UploadStep> StepAsync(Attachment attachment, CancellationToken stop)
    {
        using var file = spool.OpenRead(attachment.Sha256);
        if (file is null || file.Length != attachment.Bytes)
        {
            return new UploadStep.Refused($"the file {attachment.Sha256} is not in the spool any more");
        }

        try
        {
            if (_current is not { } current || current.Sha256 != attachment.Sha256)
            {
                _current = Resume(attachment);
            }

            return _current switch
            {
                null => await CreateAsync(attachment, stop),
                { Offset: null } unknown => await AskAsync(attachment, unknown.Location, stop),
                { Offset: { } offset } known => await SendAsync(attachment, known.Location, offset, file, stop),
            };
        }
        catch (HttpRequestException e)
        {
            _piece = Math.Max(LeastPiece, _piece / 2);
            return Lost(ServerHttp.Innermost(e));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            _piece = LeastPiece;
            return Lost(ServerHttp.TooLate);
        }
    }

    /// <summary>Forgets how far an attachment is: the server does not have it after all.</summary>
    public void Restart(string sha256)
    {
        Forget(sha256);
        _current = null;
    }

    private async Task<UploadStep> CreateAsync(Attachment attachment, CancellationToken stop)
    {
        using var request = Request(HttpMethod.Post, _uploads);
        request.Headers.Add("Upload-Length", attachment.Bytes.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Metadata", "sha256 " + Convert.ToBase64String(Encoding.ASCII.GetBytes(attachment.Sha256)));
        using var response = await http.SendPatientlyAsync(request, stop);
        if (response.StatusCode != HttpStatusCode.Created || response.Headers.Location is not { } location)
        {
            return await WrongAsync(response, stop);
        }

        // Never to another host: the key goes along.
        var absolute = new Uri(_uploads, location);
        if (absolute.Host != _uploads.Host || absolute.Port != _uploads.Port || absolute.Scheme != _uploads.Scheme)
        {
            return new UploadStep.Failed($"the server sends the upload to {absolute.Host}, which is not it");
        }

        Remember(attachment.Sha256, absolute);
        _current = (attachment.Sha256, absolute, 0);
        return attachment.Bytes == 0 ? await AskAsync(attachment, absolute, stop) : new UploadStep.Progressed();
    }

    private async Task<UploadStep> AskAsync(Attachment attachment, Uri location, CancellationToken stop)
    {
        using var request = Request(HttpMethod.Head, location);
        using var response = await http.SendPatientlyAsync(request, stop);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            Restart(attachment.Sha256);
            return new UploadStep.Progressed();
        }

        return response.IsSuccessStatusCode ? Stands(attachment, location, response) : await WrongAsync(response, stop);
    }

    private async Task<UploadStep> SendAsync(Attachment attachment, Uri location, long offset, FileStream file, CancellationToken stop)
    {
        var piece = new byte[Math.Min(_piece, attachment.Bytes - offset)];
        file.Position = offset;
        await file.ReadExactlyAsync(piece, stop);
        using var request = Request(HttpMethod.Patch, location);
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        request.Content = new ByteArrayContent(piece);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        var started = time.GetTimestamp();
        using var response = await http.SendPatientlyAsync(request, stop);
        counters.Add(AgentCounter.SyncSentBytes, piece.Length);
        Adapt(time.GetElapsedTime(started));
        switch (response.StatusCode)
        {
            case HttpStatusCode.NoContent:
                return Stands(attachment, location, response);
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
            case (HttpStatusCode)460:
                // Gone, or what came is not what was announced: from the beginning.
                Restart(attachment.Sha256);
                return new UploadStep.Failed($"the upload is not there any more, or came through damaged (status {(int)response.StatusCode})");
            case HttpStatusCode.Conflict:
                _current = (attachment.Sha256, location, null);
                return new UploadStep.Progressed();
            default:
                return await WrongAsync(response, stop);
        }
    }

    /// <summary>Where the upload stands, as the server says.</summary>
    private UploadStep Stands(Attachment attachment, Uri location, HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Upload-Offset", out var values)
            || !long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            || offset > attachment.Bytes)
        {
            return new UploadStep.Failed("an answer without an Upload-Offset that can be: not from a Fleet server");
        }

        if (offset == attachment.Bytes)
        {
            return new UploadStep.Completed();
        }

        _current = (attachment.Sha256, location, offset);
        return new UploadStep.Progressed();
    }

    private async Task<UploadStep> WrongAsync(HttpResponseMessage response, CancellationToken stop)
    {
        var status = (int)response.StatusCode;
        var text = await response.Content.ReadAsStringAsync(stop);
        var reason = $"status {status}: {text.AsSpan(0, Math.Min(text.Length, 120))}";
        if (response.StatusCode == HttpStatusCode.RequestEntityTooLarge)
        {
            _current = null;
            return new UploadStep.Refused(reason);
        }

        return Lost(reason, ServerHttp.RetryAfter(response));
    }

    /// <summary>After a failure only the server knows how much came.</summary>
    private UploadStep.Failed Lost(string reason, TimeSpan? retryAfter = null)
    {
        if (_current is { } current)
        {
            _current = current with { Offset = null };
        }

        return new UploadStep.Failed(reason, retryAfter);
    }

    private void Adapt(TimeSpan took)
    {
        if (took > PieceTime)
        {
            _piece = Math.Max(LeastPiece, _piece / 2);
        }
        else if (took < PieceTime / 4)
        {
            _piece = Math.Min(MostPiece, _piece * 2);
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Add("Tus-Resumable", TusVersion);
        return request;
    }

    private (string Sha256, Uri Location, long? Offset)? Resume(Attachment attachment)
    {
        try
        {
            var note = NoteOf(attachment.Sha256);
            return File.Exists(note) && Uri.TryCreate(File.ReadAllText(note).Trim(), UriKind.Absolute, out var location) && _uploads.IsBaseOf(location)
                ? (attachment.Sha256, location, null)
                : null;
        }
        catch (IOException e)
        {
            log.Debug("sync", $"an upload begins anew: {e.Message}");
            return null;
        }
    }

    private void Remember(string sha256, Uri location)
    {
        try
        {
            AtomicFile.Replace(NoteOf(sha256), location.AbsoluteUri + "\n", durable: false);
        }
        catch (IOException e)
        {
            log.Debug("sync", $"after a restart the upload will begin anew: {e.Message}");
        }
    }

    private void Forget(string sha256) => File.Delete(NoteOf(sha256));

    private string NoteOf(string sha256) => spool.PathOf(sha256) + ".upload";
}
