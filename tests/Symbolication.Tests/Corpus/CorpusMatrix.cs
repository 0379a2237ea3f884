namespace Fleet.Symbolication.Tests.Corpus;

/// <summary>Which programs are built in which ways: each program and each way at least once, where they may tell something apart.</summary>
internal static class CorpusMatrix
{
    /// <summary>Makes all of <see cref="Everything"/> the corpus.</summary>
    private const string FullVariable = "FLEET_TEST_FULL";

    private static readonly (string Variant, string Programs)[] Chosen =
    [
        ("gcc-O0", "kinds stack_overflow inline_chain uncaught_exception"),
        ("gcc-O0-no-fp", "aligned_frame"),
        ("gcc-O1-fp", "kinds"),
        ("gcc-O2", "null_dereference abort assertion double_free use_after_free illegal_instruction division_by_zero signal_handler library alias qsort_callback threads vfork_child wild_jump plt"),
        ("gcc-O2", "inline_chain kinds stack_smash tail_call tail_values tail_library aligned_frame terminate templates virtuals"),
        ("gcc-O3", "virtuals"),
        ("gcc-Os", "assertion"),
        ("gcc-O2-lto", "library"),
        ("gcc-O2-dwarf2", "null_dereference"),
        ("gcc-O2-dwarf3", "inline_chain"),
        ("gcc-O2-dwarf4", "kinds tail_values"),
        ("gcc-O2-types4", "templates"),
        ("gcc-O2-types5", "kinds"),
        ("gcc-O2-split4", "inline_chain"),
        ("gcc-O2-split5", "templates tail_values"),
        ("gcc-O2-dwp", "inline_chain"),
        ("gcc-O2-zlib", "inline_chain"),
        ("gcc-O2-zdebug", "null_dereference"),
        ("gcc-O2-zstd", "inline_chain"),
        ("gcc-O2-stripped", "library"),
        ("gcc-O2-dwz", "library"),
        ("gcc-O2-minidebug", "library"),
        ("gcc-O2-static", "qsort_callback"),
        ("gcc-O2-static-pie", "signal_handler"),
        ("gcc-O2-no-pie", "plt"),
        ("gcc-O2-debug-frame", "null_dereference"),
        ("musl-O2", "qsort_callback"),
        ("musl-O2-static", "signal_handler"),
        ("clang-O0", "kinds"),
        ("clang-O2", "use_after_free inline_chain signal_handler virtuals tail_values"),
        ("clang-O3", "aligned_frame"),
        ("clang-O2-dwarf4", "inline_chain tail_values"),
        ("clang-O2-types5", "null_dereference"),
        ("clang-O2-split5", "kinds"),
        ("rustc-debug", "rust_panic rust_null"),
        ("rustc-O", "rust_overflow"),
        ("rustc-O-v0", "rust_null"),
        ("arm64-O0", "kinds virtuals"),
        ("arm64-O2", "qsort_callback signal_handler tail_values uncaught_exception terminate virtuals"),
        ("arm64-O3", "templates"),
        ("arm64-O2-pac", "inline_chain"),
        ("arm64-O2-static", "abort uncaught_exception"),
        ("arm-O0", "kinds uncaught_exception virtuals"),
        ("arm-O2", "qsort_callback signal_handler library plt uncaught_exception terminate virtuals"),
        ("arm-O3", "templates"),
        ("arm-O2-arm", "inline_chain templates terminate"),
        ("arm-O2-exidx", "null_dereference uncaught_exception"),
        ("arm-O2-static", "abort terminate"),
    ];

    /// <summary>Programs and ways of building them, in an order that does not change.</summary>
    public static IEnumerable<(CorpusProgram Program, CorpusVariant Variant)> Cases =>
        Environment.GetEnvironmentVariable(FullVariable) == "1" ? Everything : Default;

    public static IEnumerable<(CorpusProgram Program, CorpusVariant Variant)> Default =>
        from chosen in Chosen
        from program in chosen.Programs.Split(' ')
        select (CorpusPrograms.Get(program), CorpusVariants.Get(chosen.Variant));

    public static IEnumerable<(CorpusProgram Program, CorpusVariant Variant)> Everything =>
        from variant in CorpusVariants.All
        from program in CorpusPrograms.All
        where variant.CanBuild(program)
        select (program, variant);
}
