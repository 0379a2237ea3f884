using Fleet.Symbolication.Symbols;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Variables;

/// <summary>Debugging information of a core's modules.</summary>
public interface IVariableModules
{
    /// <summary>The module that an address is in; null when it is in none.</summary>
    LoadedModule? ModuleAt(ulong address);

    /// <summary>The same one for the same files, so that what was made of them is kept; null when nothing is here.</summary>
    Symbolizer? SymbolizerOf(LoadedModule module);
}
