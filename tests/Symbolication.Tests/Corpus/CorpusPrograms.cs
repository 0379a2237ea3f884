using Fleet.Tests.Shared;

namespace Fleet.Symbolication.Tests.Corpus;

/// <summary>All programs. Each source says at its head what is wrong with it.</summary>
internal static class CorpusPrograms
{
    private const int IllegalInstruction = 4;
    private const int Abort = 6;
    private const int FloatingPoint = 8;
    private const int SegmentationFault = 11;

    public static readonly IReadOnlyList<CorpusProgram> All =
    [
        new("null_dereference", Language.C, SegmentationFault, "value_of"),
        new("abort", Language.C, Abort, "give_up"),
        new("assertion", Language.C, Abort, "index_of"),
        new("stack_overflow", Language.C, SegmentationFault, "descend", "descend_odd") { IsDeep = true },
        new("double_free", Language.C, Abort, "discard"),
        new("use_after_free", Language.C, SegmentationFault, "send_to"),
        new("illegal_instruction", Language.C, IllegalInstruction, "run_data"),
        new("division_by_zero", Language.C, FloatingPoint, "ratio"),
        new("signal_handler", Language.C, SegmentationFault, "note"),
        new("library", Language.C, SegmentationFault, "checked_weight", "part_weight") { Library = "library_part" },
        new("alias", Language.C, SegmentationFault, "weigh_internal", "weigh") { Library = "alias_part" },
        new("qsort_callback", Language.C, SegmentationFault, "by_key"),
        new("threads", Language.C, SegmentationFault, "fail") { Threads = 200 },
        new("vfork_child", Language.C, SegmentationFault, "prepare"),
        new("wild_jump", Language.C, SegmentationFault, "dispatch"),

        // Only a stub that looks its function up at the first call reads a table that can be made unreadable.
        new("plt", Language.C, SegmentationFault, "call_a_library") { Options = "-fplt -Wl,-z,lazy" },

        // Compilers differ in whose line it is.
        new("inline_chain", Language.C, SegmentationFault, "clamp", "read_sample", "first"),
        new("kinds", Language.C, SegmentationFault, "of_structures"),
        new("stack_smash", Language.C, Abort, "copy") { Options = "-fstack-protector-all" },
        new("tail_call", Language.C, SegmentationFault, "last"),
        new("tail_values", Language.C, SegmentationFault, "round_trip"),
        new("tail_library", Language.C, SegmentationFault, "part_last") { Library = "tail_library_part" },
        new("aligned_frame", Language.C, SegmentationFault, "inner"),
        new("uncaught_exception", Language.Cpp, Abort, "open"),

        // Some compilers unwind to the function that promised before they give up.
        new("terminate", Language.Cpp, Abort, "parse", "close_all"),
        new("templates", Language.Cpp, SegmentationFault, "add"),
        new("virtuals", Language.Cpp, SegmentationFault, "area"),
        new("rust_panic", Language.Rust, Abort, "reading_at"),
        new("rust_null", Language.Rust, SegmentationFault, "handle"),
        new("rust_overflow", Language.Rust, Abort, "descend") { IsDeep = true },
    ];

    /// <summary>Where the sources are.</summary>
    public static string Folder { get; } = Path.Combine(Checkout.Root, "tests", "Symbolication.Tests", "Corpus", "Programs");

    public static CorpusProgram Get(string name) => All.Single(program => program.Name == name);
}
