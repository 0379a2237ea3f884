namespace Fleet.Symbolication.Tests.Corpus;

/// <summary>The files of a program that crashed.</summary>
internal interface ICrashFiles
{
    /// <summary>The program as it was run.</summary>
    string Executable { get; }

    /// <summary>What a build of ours brings: program, library, files of debug symbols. They count for modules of their build-ids.</summary>
    IEnumerable<string> Files { get; }

    /// <summary>Absolute; split and shared files of debug symbols are named relative to it.</summary>
    string Folder { get; }

    /// <summary>Of the libraries that the core names by absolute paths; empty for this machine's root.</summary>
    string Sysroot { get; }

    /// <summary>Where debug symbols of modules that are not of <see cref="Files"/> are: <c>.build-id/12/34.debug</c> in it.</summary>
    string DebugFiles { get; }
}
