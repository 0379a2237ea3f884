using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Variables.Frames;

/// <summary>A jump from the end of a function to another, in the place of a call.</summary>
/// <param name="Module">Of the function that it is in; null when that is the module of the function that it led to in the end.</param>
internal sealed record TailCall(DieReference From, LoadedModule? Module, CallSite Site);

/// <summary>How a function was come to by jumps.</summary>
/// <param name="Jumps">The last first, one at least.</param>
/// <param name="IsWhole">They begin in what was called; else there is more than one way from there to the first of them.</param>
internal sealed record TailCallChain(IReadOnlyList<TailCall> Jumps, bool IsWhole);
