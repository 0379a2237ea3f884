using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Variables.Frames;

/// <summary>A function that has code.</summary>
internal readonly record struct LocatedFunction(LoadedModule Module, DieReference Die);
