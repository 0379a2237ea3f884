using Fleet.Symbolication.Dwarf;

namespace Fleet.Symbolication.Tests.Hostile.Damage;

/// <summary>An attribute's bytes in the file; a block's are those of its content.</summary>
/// <param name="Die">Of its entry, in the section.</param>
/// <param name="Unit">Begin of the unit, in the section.</param>
internal readonly record struct AttributeSite(int At, int Size, DwarfAttribute Name, DwarfForm Form, int Die, int Unit);
