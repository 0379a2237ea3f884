using System.Globalization;
using System.Net;
using System.Text;
using Fleet.Protocol.Attachments;

namespace Fleet.DeviceAgent.Tests.Testing;

/// <summary>The attachments' side of the fake server: creation, HEAD and PATCH of tus 1.0.0, kept in memory.</summary>
internal sealed class FakeBlobs
{
    public const string Path = "/device/v1/blobs";

    private readonly Dictionary<string, (byte[] Content, int Offset, string Sha256)> _uploads = [];

    /// <summary>Complete contents by their SHA-256.</summary>
    public Dictionary<string, byte[]> Complete { get; } = [];

    /// <summary>Sizes of the pieces that came, in order.</summary>
    public List<int> Pieces { get; } = [];

    public int Created { get; private set; }

    /// <summary>Status codes to answer with before anything else, in order; nothing of the request is taken.</summary>
    public Queue<(string Method, int Status)> Failures { get; } = new();

    /// <summary>Take the piece, then break the connection this many times.</summary>
    public int LostReplies { get; set; }

    /// <summary>Called before a piece is answered.</summary>
    public Action? PieceCame { get; set; }

    public bool Has(Attachment attachment)
    {
        lock (Complete)
        {
            return Complete.ContainsKey(attachment.Sha256);
        }
    }

    /// <summary>As if it had expired.</summary>
    public void Lose(string sha256)
    {
        lock (Complete)
        {
            Complete.Remove(sha256);
            foreach (var id in _uploads.Where(upload => upload.Value.Sha256 == sha256).Select(upload => upload.Key).ToList())
            {
                _uploads.Remove(id);
            }
        }
    }

    public async Task HandleAsync(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body);
        if (Failures.TryPeek(out var failure) && failure.Method == request.HttpMethod)
        {
            Failures.Dequeue();
            response.StatusCode = failure.Status;
            response.Close();
            return;
        }

        lock (Complete)
        {
            response.StatusCode = Answer(request, response, body.ToArray());
        }

        if (request.HttpMethod == "PATCH")
        {
            PieceCame?.Invoke();
            if (LostReplies > 0)
            {
                LostReplies--;
                response.Abort();
                return;
            }
        }

        response.Close();
    }

    private int Answer(HttpListenerRequest request, HttpListenerResponse response, byte[] body)
    {
        Assert.Equal("1.0.0", request.Headers["Tus-Resumable"]);
        Assert.Equal($"Bearer {FakeServer.Key}", request.Headers["Authorization"]);
        if (request.HttpMethod == "POST")
        {
            var id = Guid.NewGuid().ToString("N");
            var length = int.Parse(request.Headers["Upload-Length"]!, CultureInfo.InvariantCulture);
            var sha256 = Encoding.ASCII.GetString(Convert.FromBase64String(request.Headers["Upload-Metadata"]!.Split(' ')[1]));
            _uploads.Add(id, (new byte[length], 0, sha256));
            Created++;
            response.Headers["Location"] = $"{Path}/{id}";
            Finish(id);
            return 201;
        }

        var upload = request.Url!.Segments[^1];
        if (!_uploads.TryGetValue(upload, out var state))
        {
            return 404;
        }

        if (request.HttpMethod == "PATCH")
        {
            if (int.Parse(request.Headers["Upload-Offset"]!, CultureInfo.InvariantCulture) != state.Offset)
            {
                return 409;
            }

            Pieces.Add(body.Length);
            body.CopyTo(state.Content, state.Offset);
            state.Offset += body.Length;
            _uploads[upload] = state;
            Finish(upload);
        }

        response.Headers["Upload-Offset"] = state.Offset.ToString(CultureInfo.InvariantCulture);
        return request.HttpMethod == "PATCH" ? 204 : 200;
    }

    private void Finish(string id)
    {
        var upload = _uploads[id];
        if (upload.Offset == upload.Content.Length && Attachment.OfContent(upload.Content).Sha256 == upload.Sha256)
        {
            Complete[upload.Sha256] = upload.Content;
        }
    }
}
