using Fleet.Domain.Traces.Texts;

namespace Fleet.Domain.Traces.Grouping;

/// <summary>Whose a frame is.</summary>
internal static class FrameOrigins
{
    public static FrameOrigin Of(TraceLanguage language, TraceFrame frame, string name, GroupingRules rules)
    {
        if (language is TraceLanguage.Native or TraceLanguage.Kernel && name.Length > 0 && IsMachinery(language, name))
        {
            // Not the rules' to say: machinery in the application's own module, as of a static C library, is machinery.
            return FrameOrigin.System;
        }

        return rules.OriginOf(frame, name) switch
        {
            GroupingAction.App => FrameOrigin.Application,
            GroupingAction.System => FrameOrigin.System,
            _ when IsSystem(language, frame, name) => FrameOrigin.System,
            _ when rules.NamesApplication || IsInstalled(language, frame) => FrameOrigin.Foreign,
            _ => FrameOrigin.Application,
        };
    }

    private static bool IsMachinery(TraceLanguage language, string name) =>
        language == TraceLanguage.Kernel ? KernelMachinery.IsPart(name) : AbortMachinery.IsPart(name) || Wrappers.IsBase(name);

    private static bool IsSystem(TraceLanguage language, TraceFrame frame, string name) => language switch
    {
        TraceLanguage.Native => frame.Module.Length == 0 || SystemModules.IsSystem(frame.Module) || Wrappers.IsLibrary(name),
        TraceLanguage.Kernel => false,
        TraceLanguage.Python => frame.File.StartsWith("<frozen ", StringComparison.Ordinal) || IsPythonLibrary(frame.File),
        TraceLanguage.Node => frame.File.StartsWith("node:", StringComparison.Ordinal) || frame.File.StartsWith("internal/", StringComparison.Ordinal) || frame.File is "" or "native" or "<anonymous>",
        TraceLanguage.DotNet => name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal) || name.StartsWith("Interop.", StringComparison.Ordinal),
        TraceLanguage.Java => IsJavaLibrary(name),
        _ => false,
    };

    /// <summary>The standard library: <c>lib/python3.12/</c>, but not what is installed in it.</summary>
    private static bool IsPythonLibrary(string file) => file.Contains("/lib/python", StringComparison.Ordinal) && !IsPythonPackage(file);

    private static bool IsPythonPackage(string file) =>
        file.Contains("/site-packages/", StringComparison.Ordinal) || file.Contains("/dist-packages/", StringComparison.Ordinal);

    private static bool IsJavaLibrary(string name) =>
        name.StartsWith("java.", StringComparison.Ordinal) || name.StartsWith("javax.", StringComparison.Ordinal) || name.StartsWith("jdk.", StringComparison.Ordinal)
        || name.StartsWith("sun.", StringComparison.Ordinal) || name.StartsWith("kotlin.", StringComparison.Ordinal) || name.StartsWith("android.os.", StringComparison.Ordinal);

    /// <summary>Packages of others, where languages keep them.</summary>
    private static bool IsInstalled(TraceLanguage language, TraceFrame frame) => language switch
    {
        TraceLanguage.Python => IsPythonPackage(frame.File),
        TraceLanguage.Node => frame.File.Contains("/node_modules/", StringComparison.Ordinal),
        _ => false,
    };
}
