using System.IO.Enumeration;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Which programs' cores are kept: those that an including glob names, or all when there is none; never those that an excluding one names.</summary>
internal static class ProgramFilter
{
    /// <param name="globs">With <c>*</c> and <c>?</c>; excluding ones begin with <c>!</c>.</param>
    /// <param name="program">Name of the process.</param>
    /// <param name="executable">Path of what it runs; globs with a <c>/</c> match it.</param>
    public static bool Allows(IReadOnlyList<string> globs, string program, string executable)
    {
        var including = globs.Where(glob => !glob.StartsWith('!')).ToList();
        return (including.Count == 0 || including.Exists(Matches)) && !globs.Any(glob => glob.StartsWith('!') && Matches(glob[1..]));

        bool Matches(string glob) =>
            FileSystemName.MatchesSimpleExpression(glob, glob.Contains('/') ? executable : program, ignoreCase: false);
    }
}
