using Fleet.Domain.Devices;

namespace Fleet.Grains;

/// <summary>
/// Keys of grains. Each starts with its kind and a slash: the ADO.NET storage provider merges keys that parse as hexadecimal.
/// </summary>
public static class GrainKeys
{
    public const string Directory = "directory/root";

    public const string LogRetention = "log-retention/root";

    private const string BulkPrefix = "bulk/";
    private const string DevicePrefix = "device/";
    private const string ProjectionPrefix = "projection/";
    private const string CohortPrefix = "cohort/";
    private const string FleetPrefix = "fleet/";
    private const string CatalogPrefix = "catalog/";
    private const string ExemplarsPrefix = "exemplars/";
    private const string IntakePrefix = "intake/";
    private const string ColumnsPrefix = "columns/";
    private const string ColumnMergePrefix = "column-merge/";
    private const string SetsPrefix = "sets/";
    private const string RetentionPrefix = "retention/";
    private const string TracesPrefix = "traces/";
    private const string IssueRowsPrefix = "issue-rows/";
    private const string IssuesPrefix = "issues/";
    private const string SymbolicationPrefix = "symbolication/";
    private const string GroupingPrefix = "grouping/";
    private const string AlertsPrefix = "alerts/";
    private const string AlertRulesPrefix = "alert-rules/";

    public static string Bulk(string project) => $"{BulkPrefix}{project}";

    public static string Device(DeviceKey device) => $"{DevicePrefix}{device}";

    public static string Projection(int shard) => $"{ProjectionPrefix}{shard}";

    public static string Cohort(string project, string cohort) => $"{CohortPrefix}{project}/{cohort}";

    public static string Fleet(string project) => $"{FleetPrefix}{project}";

    public static string Catalog(string project) => $"{CatalogPrefix}{project}";

    /// <param name="project">Name of the project.</param>
    /// <param name="place">Text of a <c>CrashPlace</c>.</param>
    public static string CrashExemplars(string project, string place) => $"{ExemplarsPrefix}{project}/{place}";

    public static string Intake(DeviceKey device) => $"{IntakePrefix}{device}";

    public static DeviceKey ParseIntake(string key)
    {
        var (project, serial) = ParsePair(key, IntakePrefix);
        return new DeviceKey(project, serial);
    }

    public static string Columns(int shard) => $"{ColumnsPrefix}{shard}";

    public static string ColumnMerge(string project) => $"{ColumnMergePrefix}{project}";

    public static string Sets(string project) => $"{SetsPrefix}{project}";

    public static string Retention(string project) => $"{RetentionPrefix}{project}";

    public static string Traces(int shard) => $"{TracesPrefix}{shard}";

    public static string IssueRows(string project) => $"{IssueRowsPrefix}{project}";

    public static string Issues(string project) => $"{IssuesPrefix}{project}";

    public static string Symbolication(int shard) => $"{SymbolicationPrefix}{shard}";

    public static int ParseSymbolication(string key) => int.Parse(Rest(key, SymbolicationPrefix));

    public static string Alerts(int shard) => $"{AlertsPrefix}{shard}";

    public static int ParseAlerts(string key) => int.Parse(Rest(key, AlertsPrefix));

    public static string AlertRules(string project) => $"{AlertRulesPrefix}{project}";

    public static string ParseAlertRules(string key) => Rest(key, AlertRulesPrefix);

    public static string Grouping(string project) => $"{GroupingPrefix}{project}";

    public static string ParseGrouping(string key) => Rest(key, GroupingPrefix);

    public static string ParseIssues(string key) => Rest(key, IssuesPrefix);

    public static DeviceKey ParseDevice(string key)
    {
        var (project, serial) = ParsePair(key, DevicePrefix);
        return new DeviceKey(project, serial);
    }

    public static int ParseProjection(string key) => int.Parse(Rest(key, ProjectionPrefix));

    public static int ParseColumns(string key) => int.Parse(Rest(key, ColumnsPrefix));

    public static int ParseTraces(string key) => int.Parse(Rest(key, TracesPrefix));

    public static string ParseIssueRows(string key) => Rest(key, IssueRowsPrefix);

    public static string ParseColumnMerge(string key) => Rest(key, ColumnMergePrefix);

    public static string ParseRetention(string key) => Rest(key, RetentionPrefix);

    public static string ParseSets(string key) => Rest(key, SetsPrefix);

    public static (string Project, string Cohort) ParseCohort(string key) => ParsePair(key, CohortPrefix);

    public static string ParseBulk(string key) => Rest(key, BulkPrefix);

    public static string ParseFleet(string key) => Rest(key, FleetPrefix);

    public static string ParseCatalog(string key) => Rest(key, CatalogPrefix);

    private static (string First, string Second) ParsePair(string key, string prefix)
    {
        var rest = Rest(key, prefix);
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < rest.Length - 1
            ? (rest[..slash], rest[(slash + 1)..])
            : throw new ArgumentException($"'{key}' is not a key of the form {prefix}a/b", nameof(key));
    }

    private static string Rest(string key, string prefix) =>
        key.StartsWith(prefix, StringComparison.Ordinal) && key.Length > prefix.Length
            ? key[prefix.Length..]
            : throw new ArgumentException($"'{key}' does not start with {prefix}", nameof(key));
}
