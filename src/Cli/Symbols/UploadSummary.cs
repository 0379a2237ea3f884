using System.Text.Json;
using Fleet.Cli.Output;

namespace Fleet.Cli.Symbols;

/// <summary>What came of an upload of symbols.</summary>
internal sealed record UploadSummary
{
    /// <summary>People read the begin of a list; JSON has all of it.</summary>
    private const int MaxNamed = 20;

    /// <summary>Whether nothing was uploaded, and <see cref="Uploaded"/> is what would be.</summary>
    public required bool DryRun { get; init; }

    /// <summary>ELF files with a build-id, each content once.</summary>
    public required int Found { get; init; }

    /// <summary>Archives that were looked into.</summary>
    public required int Archives { get; init; }

    /// <summary>Files that the server lacked, and has now.</summary>
    public required IReadOnlyList<string> Uploaded { get; init; }

    public required long UploadedBytes { get; init; }

    /// <summary>Files that the server had.</summary>
    public required int Present { get; init; }

    /// <summary>Of the uploaded those that took the place of another content with the same build-id.</summary>
    public required IReadOnlyList<string> Replaced { get; init; }

    /// <summary>Programs and libraries that no crash can name.</summary>
    public required IReadOnlyList<string> WithoutBuildId { get; init; }

    /// <summary>Programs and libraries without debugging information, of which none was found in this upload either.</summary>
    public required IReadOnlyList<string> WithoutDwarf { get; init; }

    /// <summary>Debug files whose executable is neither in this upload nor on the server.</summary>
    public required IReadOnlyList<string> CannotBeUnwound { get; init; }

    /// <summary>ELF files that are no symbols, with the reason.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }

    /// <summary>Objects that were not linked yet.</summary>
    public required int Objects { get; init; }

    /// <summary>What could not be read, or was refused, with the reason.</summary>
    public required IReadOnlyList<string> Failed { get; init; }

    public static UploadSummary Of(UploadReport report, bool isDryRun) => new()
    {
        DryRun = isDryRun,
        Found = report.Found,
        Archives = report.Archives,
        Uploaded = [.. report.Uploaded.Select(file => file.Place)],
        UploadedBytes = report.UploadedBytes,
        Present = report.Present,
        Replaced = report.Replaced,
        WithoutBuildId = report.WithoutBuildId,
        WithoutDwarf = [.. report.WithoutDwarf],
        CannotBeUnwound = report.CannotBeUnwound,
        Ignored = report.Ignored,
        Objects = report.Objects,
        Failed = report.Failed,
    };

    public string ToJson() => JsonSerializer.Serialize(this, UploadJson.Default.UploadSummary);

    public void Write(TextWriter output)
    {
        output.WriteLine(
            $"{NumberText.Of(Found, "file")} with a build-id{(Archives > 0 ? $", {NumberText.Of(Archives, "archive")} looked into" : "")}: "
            + $"{Uploaded.Count} ({NumberText.Bytes(UploadedBytes)}) {(DryRun ? "would be uploaded" : "uploaded")}, {Present} on the server already");
        Name(output, "took the place of another file with the same build-id", Replaced);
        Name(output, "without a build-id, not uploaded; link with -Wl,--build-id", WithoutBuildId);
        Name(output, "without debugging information, and none in this upload: functions without files and lines", WithoutDwarf);
        Name(output, "cannot be unwound: debug files whose program is neither here nor on the server; upload that too", CannotBeUnwound);
        Name(output, "passed over", Ignored);
        if (Objects > 0)
        {
            output.WriteLine($"{NumberText.Of(Objects, "object")} not linked yet and passed over");
        }

        Name(output, "failed", Failed);
    }

    private static void Name(TextWriter output, string what, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        output.WriteLine($"{names.Count} {what}:");
        foreach (var name in names.Take(MaxNamed))
        {
            output.WriteLine($"  {Table.Printable(name)}");
        }

        if (names.Count > MaxNamed)
        {
            output.WriteLine($"  and {names.Count - MaxNamed} more, which --json has");
        }
    }
}
