using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Unwinding;

/// <summary>The files of modules.</summary>
public interface IModuleImages
{
    /// <summary>By build-id; <see cref="ModuleImage.None"/> when nothing is here. The same image for the same files, so that what was made of them is kept.</summary>
    ModuleImage Of(LoadedModule module);
}
