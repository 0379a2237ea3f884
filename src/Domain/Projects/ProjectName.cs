using System.Text.RegularExpressions;

namespace Fleet.Domain.Projects;

/// <summary>The name of a project: lower-case, as it stands in keys, paths and URLs.</summary>
public static partial class ProjectName
{
    public const string Pattern = "^[a-z0-9][a-z0-9-]{0,39}$";

    /// <summary>The project that an embedded Fleet makes at its first start.</summary>
    public const string Default = "default";

    public static bool IsValid(string name) => Regex().IsMatch(name);

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Regex();
}
