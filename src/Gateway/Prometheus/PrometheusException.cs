namespace Fleet.Gateway.Prometheus;

/// <summary>An answer that says why there is none, with the type and status that Prometheus gives it.</summary>
internal sealed class PrometheusException(string type, int status, string message, Exception? cause = null) : Exception(message, cause)
{
    public string Type { get; } = type;

    public int Status { get; } = status;

    /// <summary>The request is wrong.</summary>
    public static PrometheusException BadData(string message, Exception? cause = null) => new("bad_data", StatusCodes.Status400BadRequest, message, cause);

    /// <summary>The request is well formed and cannot be answered.</summary>
    public static PrometheusException Execution(string message, Exception? cause = null) =>
        new("execution", StatusCodes.Status422UnprocessableEntity, message, cause);

    public static PrometheusException TimedOut(TimeSpan after) => new(
        "timeout", StatusCodes.Status503ServiceUnavailable, $"query timed out after {after.TotalSeconds:0.#} s; choose fewer series, a shorter range or a longer step");

    public static PrometheusException Unavailable(string message, Exception? cause = null) =>
        new("unavailable", StatusCodes.Status503ServiceUnavailable, message, cause);

    public static PrometheusException NotFound(string message) => new("not_found", StatusCodes.Status404NotFound, message);
}
