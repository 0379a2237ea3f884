using System.Globalization;
using Fleet.Gateway.Api;
using Fleet.Grains.Observations;
using Fleet.Grains.Traces;

namespace Fleet.Gateway.Traces;

/// <summary>
/// What names a trace to callers: the id of its crash, which is known before any trace of it is made; of others where its observation is, as
/// <c>captured-shard-position-index</c>.
/// </summary>
/// <param name="Crash">Null for what is no crash.</param>
/// <param name="Cursor">Of what is no crash.</param>
internal readonly record struct TraceName(Guid? Crash, ObservationCursor Cursor)
{
    private const int Parts = 4;

    public static TraceName Of(TraceRow row) => new(row.CrashId, row.Cursor);

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static TraceName Parse(string id)
    {
        if (Guid.TryParseExact(id, "n", out var crash))
        {
            return new TraceName(crash, default);
        }

        string[] parts = id.Split('-');
        return parts.Length == Parts
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var captured)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new TraceName(null, new ObservationCursor(captured, shard, position, index))
            : throw ApiErrors.Invalid("id", "must be 32 hexadecimal digits, or four numbers with hyphens between them");
    }

    public override string ToString() =>
        Crash is { } crash ? crash.ToString("n") : string.Create(CultureInfo.InvariantCulture, $"{Cursor.CapturedAtMs}-{Cursor.Shard}-{Cursor.Position}-{Cursor.Index}");
}
