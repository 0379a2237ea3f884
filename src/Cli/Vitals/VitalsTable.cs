using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Vitals;

/// <summary>Vitals as rows, a row for each group and period. What nobody reported is a dash.</summary>
internal static class VitalsTable
{
    private static readonly (VitalKind Kind, string Title)[] Columns =
    [
        (VitalKind.CrashFreeHours, ">CRASH-FREE HOURS"),
        (VitalKind.CrashFreeDevices, ">CRASH-FREE DEVICES"),
        (VitalKind.BatteryLife, ">BATTERY LIFE"),
        (VitalKind.SyncSuccess, ">SYNC SUCCESS"),
        (VitalKind.ConnectedTime, ">CONNECTED"),
        (VitalKind.OperationalHours, ">OPERATIONAL"),
    ];

    public static Table Of(QueryVitalsResponse answer)
    {
        var byCohort = answer.Rows.Any(r => r.Cohort.Length > 0);
        var byVersion = answer.Rows.Any(r => r.SoftwareVersion.Length > 0);
        var table = new Table(["FROM (UTC)", .. byCohort ? ["COHORT"] : Array.Empty<string>(), .. byVersion ? ["SOFTWARE"] : Array.Empty<string>(), .. Columns.Select(c => c.Title)]);
        foreach (var row in answer.Rows)
        {
            table.Add(
            [
                HumanTime.Minute(row.StartTime),
                .. byCohort ? [row.Cohort] : Array.Empty<string>(),
                .. byVersion ? [$"{row.SoftwareType} {row.SoftwareVersion}"] : Array.Empty<string>(),
                .. Columns.Select(c => Text(row.Vitals.FirstOrDefault(v => v.Kind == c.Kind))),
            ]);
        }

        return table;
    }

    private static string Text(Vital? vital) => vital is not { HasValue: true }
        ? "-"
        : $"{Value(vital)} ({NumberText.Of(vital.Population)})";

    private static string Value(Vital vital) => vital.Kind is VitalKind.BatteryLife or VitalKind.OperationalHours
        ? $"{NumberText.Of(vital.Value)} h"
        : $"{NumberText.Of(vital.Value * 100)} %";
}
