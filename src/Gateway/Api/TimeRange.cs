using Google.Protobuf.WellKnownTypes;

namespace Fleet.Gateway.Api;

/// <summary>A half-open range of time, milliseconds since 1970 UTC.</summary>
internal readonly record struct TimeRange(long FromMs, long ToMs)
{
    /// <summary>The end of time as far as timestamps of the contract go.</summary>
    public const long MaxMs = 253_402_300_799_999;

    /// <param name="start">The end less <paramref name="length"/> when null.</param>
    /// <param name="end">Now when null.</param>
    /// <param name="length">Of a range without start.</param>
    /// <param name="now">The clock's time.</param>
    public static TimeRange Of(Timestamp? start, Timestamp? end, TimeSpan length, DateTimeOffset now)
    {
        var to = end is null ? now.ToUnixTimeMilliseconds() : Milliseconds(end, "end_time");
        var from = start is null ? Math.Max(0, to - (long)length.TotalMilliseconds) : Milliseconds(start, "start_time");
        return from <= to ? new TimeRange(from, to) : throw ApiErrors.Invalid("start_time", "is after end_time");
    }

    public static Timestamp Stamp(long ms) => new() { Seconds = Math.DivRem(ms, 1000, out var rest) - (rest < 0 ? 1 : 0), Nanos = (int)((rest + (rest < 0 ? 1000 : 0)) * 1_000_000) };

    /// <summary>Milliseconds since 1970 UTC.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static long Milliseconds(Timestamp time, string field)
    {
        var ms = time.Seconds is >= 0 and <= MaxMs / 1000 ? (time.Seconds * 1000) + (time.Nanos / 1_000_000) : -1;
        return ms >= 0 ? ms : throw ApiErrors.Invalid(field, "must be from 1970 to 9999");
    }
}
