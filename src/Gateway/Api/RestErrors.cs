using Grpc.Core;

namespace Fleet.Gateway.Api;

/// <summary>Errors of calls that are no messages of the contract, as JSON transcoding writes those of the others.</summary>
internal static class RestErrors
{
    public static IResult Of(RpcException error) => Of(error.StatusCode, error.Status.Detail);

    public static IResult Of(StatusCode code, string message) => Results.Json(new { code = (int)code, message }, statusCode: code switch
    {
        StatusCode.InvalidArgument => StatusCodes.Status400BadRequest,
        StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
        StatusCode.NotFound => StatusCodes.Status404NotFound,
        StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    });
}
