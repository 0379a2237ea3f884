using Grpc.Core;

namespace Fleet.Gateway.Api;

/// <summary>Errors of the query API, as gRPC statuses; REST answers carry the matching HTTP status.</summary>
internal static class ApiErrors
{
    /// <param name="field">Of the request, as the contract writes it.</param>
    /// <param name="problem">What is wrong and what would do.</param>
    public static RpcException Invalid(string field, string problem) => new(new Status(StatusCode.InvalidArgument, $"{field}: {problem}"));

    /// <param name="text">Begins with the field.</param>
    public static RpcException Invalid(string text) => new(new Status(StatusCode.InvalidArgument, text));

    /// <param name="why">What there is too much of, and what to do.</param>
    public static RpcException Exhausted(string why) => new(new Status(StatusCode.ResourceExhausted, why));

    public static RpcException NotFound(string what) => new(new Status(StatusCode.NotFound, what));

    public static RpcException AlreadyExists(string what) => new(new Status(StatusCode.AlreadyExists, what));

    public static RpcException Denied(string why) => new(new Status(StatusCode.PermissionDenied, why));

    public static RpcException Unauthenticated() => new(new Status(
        StatusCode.Unauthenticated, "an API token is missing, unknown or revoked: authorization: Bearer flt_pat_…"));

    public static RpcException Unavailable(Exception cause) => new(new Status(
        StatusCode.Unavailable, "the store is busy or does not answer; try again", cause));
}
