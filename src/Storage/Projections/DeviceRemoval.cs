using Fleet.Grains.Projections;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Projections;

/// <summary>Removes what the read models have of deleted devices. Their attachments are remembered, to go when nothing else refers to them.</summary>
internal static class DeviceRemoval
{
    /// <returns>How many lines of the processing log went, by project.</returns>
    public static async ValueTask<Dictionary<string, int>> RemoveAsync(ISqlTransaction transaction, int shard, IReadOnlyCollection<DeletedDevice> deleted)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var device in deleted)
        {
            await transaction.ExecuteAsync(new SqlQuery("Projections.release_blobs", device.DeviceId, device.AtMs));
            var blobs = device.Blobs;
            await transaction.WriteAsync(
                "Projections.release_blob", SqlColumn.Of(blobs, _ => device.Project), SqlColumn.Of(blobs, blob => blob), SqlColumn.Of(blobs, _ => device.AtMs));
            await transaction.ExecuteAsync(new SqlQuery("Projections.delete_observations", device.DeviceId));
            await transaction.ExecuteAsync(new SqlQuery("Projections.delete_reports", device.DeviceId));
            await transaction.ExecuteAsync(new SqlQuery("Projections.delete_device", device.DeviceId));
            if (device.Serial.Length > 0)
            {
                var gone = await transaction.ExecuteAsync(new SqlQuery("Projections.delete_entries", device.Project, device.Serial, shard, device.Position));
                lines[device.Project] = lines.GetValueOrDefault(device.Project) + gone;
            }
        }

        return lines;
    }
}
