using Fleet.Grains.Sets;
using Fleet.Storage.Sql;

namespace Fleet.Storage.Sets;

/// <summary>
/// Writes who entered and left sets, within a transaction that has written the devices' rows or reads them behind the lock. Each change gets
/// the project's next position; since the lock is held until the commit, positions become visible in their order.
/// </summary>
internal static class MembershipWriter
{
    /// <summary>Changes that are kept of each project, the newest: who watches may be away for so many.</summary>
    public const int MaxChanges = 100_000;

    /// <summary>Changes above the bound before the oldest are removed, so that few transactions pay for it.</summary>
    public const int Slack = 1_000;

    /// <summary>Writes what a projection found. Projects in order of their names, so that two projections never wait in a circle.</summary>
    /// <returns>False when the definitions of a project changed: the transaction is to be abandoned.</returns>
    public static async ValueTask<bool> WriteAsync(ISqlTransaction transaction, IEnumerable<SetEvaluation> evaluations)
    {
        foreach (var evaluation in evaluations.OrderBy(e => e.Project, StringComparer.Ordinal))
        {
            // A project without sets is only kept from getting one.
            var row = evaluation.SetIds.Count == 0
                ? await SetProjectRow.ShareAsync(transaction, evaluation.Project)
                : await SetProjectRow.LockAsync(transaction, evaluation.Project);
            if (row.Revision != evaluation.Revision)
            {
                return false;
            }

            if (evaluation.SetIds.Count > 0)
            {
                await WriteAsync(transaction, evaluation, row);
            }
        }

        return true;
    }

    /// <param name="transaction">Holds the lock.</param>
    /// <param name="evaluation">For the definitions of the row.</param>
    /// <param name="row">Of the project, locked.</param>
    public static async ValueTask WriteAsync(ISqlTransaction transaction, SetEvaluation evaluation, SetProjectRow row)
    {
        var asked = evaluation.SetIds.ToHashSet();
        var members = await transaction.QueryAsync(
            new SqlQuery("Sets.members_of_devices", evaluation.Project, evaluation.Devices.Select(d => d.DeviceId).ToArray()),
            read => (SetId: read.GetInt32(0), DeviceId: read.GetInt64(1)));
        var before = members.Where(m => asked.Contains(m.SetId)).ToHashSet();
        var entered = new List<(int SetId, EvaluatedDevice Device)>();
        var left = new List<(int SetId, EvaluatedDevice Device)>();
        foreach (var device in evaluation.Devices)
        {
            entered.AddRange(device.SetIds.Where(id => !before.Contains((id, device.DeviceId))).Select(id => (id, device)));
            left.AddRange(asked.Where(id => before.Contains((id, device.DeviceId)) && !device.SetIds.Contains(id)).Select(id => (id, device)));
        }

        if (entered.Count + left.Count == 0)
        {
            return;
        }

        var (project, atMs) = (evaluation.Project, evaluation.AtMs);
        await transaction.WriteAsync(
            "Sets.delete_member",
            SqlColumn.Of(left, _ => project),
            SqlColumn.Of(left, c => c.SetId),
            SqlColumn.Of(left, c => c.Device.Serial));
        await transaction.WriteAsync(
            "Sets.insert_member",
            SqlColumn.Of(entered, _ => project),
            SqlColumn.Of(entered, c => c.SetId),
            SqlColumn.Of(entered, c => c.Device.Serial),
            SqlColumn.Of(entered, c => c.Device.DeviceId),
            SqlColumn.Of(entered, _ => atMs));

        var next = row.Position;
        var changes = left.Select(c => (c.SetId, c.Device.Serial, IsMember: 0))
            .Concat(entered.Select(c => (c.SetId, c.Device.Serial, IsMember: 1)))
            .Select(c => (Position: ++next, c.SetId, c.Serial, c.IsMember))
            .ToList();
        await transaction.WriteAsync(
            "Sets.insert_change",
            SqlColumn.Of(changes, _ => project),
            SqlColumn.Of(changes, c => c.Position),
            SqlColumn.Of(changes, c => c.SetId),
            SqlColumn.Of(changes, c => c.Serial),
            SqlColumn.Of(changes, c => c.IsMember),
            SqlColumn.Of(changes, _ => atMs));
        await transaction.ExecuteAsync(new SqlQuery("Sets.move_position", project, next));
        if (next - row.Forgotten > MaxChanges + Slack)
        {
            await transaction.ExecuteAsync(new SqlQuery("Sets.delete_changes", project, next - MaxChanges));
            await transaction.ExecuteAsync(new SqlQuery("Sets.forget_changes", project, next - MaxChanges));
        }

        await SetSizes.WriteAsync(
            transaction, project, atMs, changes.GroupBy(c => c.SetId).ToDictionary(g => g.Key, g => g.Sum(c => c.IsMember == 1 ? 1L : -1L)));
    }
}
