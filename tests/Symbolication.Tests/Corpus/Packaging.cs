namespace Fleet.Symbolication.Tests.Corpus;

/// <summary>Where symbols are put after the linker is done.</summary>
internal enum Packaging
{
    /// <summary>They stay in the program.</summary>
    None,

    /// <summary>In <c>program.debug</c>, named by <c>.gnu_debuglink</c>; the program is stripped.</summary>
    DebugLink,

    /// <summary>The <c>.dwo</c> files in one <c>program.dwp</c>.</summary>
    SplitPackage,

    /// <summary>Sections compressed by zstd.</summary>
    Zstd,

    /// <summary>Sections compressed and named <c>.zdebug_*</c>, as before there was a flag for it.</summary>
    ZDebug,

    /// <summary>What is there twice is in the file once, by dwz; what program and library share is in <c>common.alt</c>.</summary>
    Dwz,

    /// <summary>Stripped; names of functions only, compressed in <c>.gnu_debugdata</c>.</summary>
    MiniDebug,
}
