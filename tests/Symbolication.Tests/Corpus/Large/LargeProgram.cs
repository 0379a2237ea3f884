using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Tests.Corpus.Large;

/// <summary>A program of a distribution, with its debug symbols, and how it is made to crash while it works.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Executable">That crashes.</param>
/// <param name="Signal">That ends it.</param>
/// <param name="Lines">After how many lines of its output the signal is sent; 0 if it crashes by itself.</param>
/// <param name="Command">Its output is the id of the process that is to crash, then lines.</param>
internal sealed record LargeProgram(string Name, string Executable, int Signal, int Lines, IReadOnlyList<string> Command)
{
    /// <summary>Where Debian's packages of debug symbols have their files.</summary>
    public const string DebugFiles = "/usr/lib/debug";

    /// <summary>Whether it is here, with its debug symbols, in it or separate.</summary>
    public bool IsHere
    {
        get
        {
            if (!File.Exists(Executable))
            {
                return false;
            }

            using var source = ByteSource.Map(Executable);
            var file = ElfFile.Open(source, Executable);
            return file.Contents.HasDwarf || DebugFileOf(DebugFiles, file.BuildId) is not null;
        }
    }

    /// <summary>Null when there is none.</summary>
    public static string? DebugFileOf(string folder, string buildId) =>
        buildId.Length > 2 && Path.Combine(folder, ".build-id", buildId[..2], $"{buildId[2..]}.debug") is var path && File.Exists(path) ? path : null;

    public override string ToString() => Name;
}
