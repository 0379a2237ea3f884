using Fleet.Domain.Projects;
using Fleet.Grains.Columns;

namespace Fleet.Storage.Columns;

/// <summary>
/// Where column files are.
/// <code>
/// PROJECT/2026-01-31/ID.parquet     rows whose reports end on that UTC day
/// PROJECT/late/ID.parquet           rows of several days
/// PROJECT/.../ID.tmp                one that is being written; left over when its writer died
/// PROJECT/export/ID.tmp             an export that is being written or read
/// </code>
/// </summary>
internal sealed class ColumnFolder(string root)
{
    private const string Suffix = ".parquet";
    private const string TemporarySuffix = ".tmp";
    private const string LateFolder = "late";
    private const string ExportFolder = "export";

    public string Root { get; } = Path.GetFullPath(root);

    public string PathOf(ColumnFile file) => Path.Combine(Folder(file.Project, file.DayMs), $"{file.Id:n}{Suffix}");

    /// <summary>Files as the engine reads them: their rows one after the other, in this order.</summary>
    public string SourceOf(IEnumerable<ColumnFile> files) =>
        $"read_parquet([{string.Join(", ", files.Select(f => $"'{DuckDb.Quoted(PathOf(f))}'"))}])";

    /// <summary>Where a new file is written before it gets its name; its folder is made.</summary>
    public string TemporaryPathOf(string project, long dayMs, Guid id)
    {
        var folder = Folder(project, dayMs);
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, $"{id:n}{TemporarySuffix}");
    }

    /// <summary>Where an export is written and read from; its folder is made. Old ones are swept as what a dead writer left.</summary>
    public string ExportPathOf(string project, Guid id)
    {
        var folder = Path.Combine(Root, Checked(project), ExportFolder);
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, $"{id:n}{TemporarySuffix}");
    }

    /// <summary>Everything in a project's folders, with the id in its name; a file with another name is not ours.</summary>
    public IEnumerable<(FileInfo File, Guid Id)> FilesOf(string project)
    {
        var folder = new DirectoryInfo(Path.Combine(Root, Checked(project)));
        if (!folder.Exists)
        {
            yield break;
        }

        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (file.Extension is Suffix or TemporarySuffix && Guid.TryParseExact(Path.GetFileNameWithoutExtension(file.Name), "n", out var id))
            {
                yield return (file, id);
            }
        }
    }

    private static string Checked(string project) => ProjectName.IsValid(project)
        ? project
        : throw new ArgumentException($"'{project}' is not a project name: it must match {ProjectName.Pattern}", nameof(project));

    private string Folder(string project, long dayMs) => Path.Combine(
        Root,
        Checked(project),
        dayMs == ColumnLayout.SeveralDays ? LateFolder : $"{DateTimeOffset.FromUnixTimeMilliseconds(dayMs):yyyy-MM-dd}");
}
