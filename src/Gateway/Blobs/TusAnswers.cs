using Fleet.Grains.Blobs;

namespace Fleet.Gateway.Blobs;

/// <summary>Refusals, each with a line for the log of whoever sent the request.</summary>
internal static class TusAnswers
{
    /// <summary>Of tus, not of HTTP.</summary>
    public const int Status460ChecksumMismatch = 460;

    public static IResult Problem(int status, string text) => Results.Text(text, statusCode: status);

    public static IResult Unauthorized() => Problem(StatusCodes.Status401Unauthorized, "no project key, or no API token");

    public static IResult NotFound(string id) => Problem(StatusCodes.Status404NotFound, $"no upload '{(id.Length <= 64 ? id : id[..64])}' in this project");

    public static IResult Locked() => Problem(StatusCodes.Status423Locked, "another request to this upload is under way");

    public static IResult WrongOffset(long stands, long asked) => Problem(StatusCodes.Status409Conflict, $"the upload stands at {stands}, not at {asked}");

    public static IResult TooLong(BlobUpload upload) => Problem(StatusCodes.Status413PayloadTooLarge, $"the body goes beyond the upload's {upload.Length} bytes");

    public static IResult NoSpace() => Problem(StatusCodes.Status507InsufficientStorage, "the server has no room for it now; what was taken before is kept");

    public static IResult OverQuota(BlobQuotaException e) => Problem(StatusCodes.Status507InsufficientStorage, e.Message);

    public static IResult BadChecksum() =>
        Problem(StatusCodes.Status400BadRequest, $"{TusHeaders.UploadChecksum} is not '{TusHeaders.ChecksumAlgorithm} ' and the Base64 of 32 bytes");
}
