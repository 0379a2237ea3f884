using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Variables.Frames;
using Fleet.Symbolication.Variables.Locations;
using Fleet.Symbolication.Variables.Types;
using Fleet.Symbolication.Variables.Values;

namespace Fleet.Symbolication.Variables;

/// <summary>What the entries of a variable say: its own, and what that is an instance of. DWARF 5, 4.1 and 3.3.8.2.</summary>
internal sealed class VariableEntry
{
    /// <summary>Characters of a type that are kept with the entry; longer ones are made each time.</summary>
    private const int MaxKeptName = 256;

    private Unit _unit;
    private DieAttribute _location;
    private Unit _constantUnit;
    private DieAttribute _constant;
    private string? _typeName;

    private VariableEntry(Unit unit) => _unit = _constantUnit = unit;

    /// <summary>Empty when it has none.</summary>
    public string Name { get; private set; } = "";

    public DieReference? Type { get; private set; }

    /// <summary>How the source would write the type, made when first asked for; empty without one.</summary>
    /// <param name="unit">Of the function that has the variable, always the same one.</param>
    public string TypeName(Unit unit)
    {
        if (_typeName is { } known)
        {
            return known;
        }

        var name = Type is { } type ? TypeNames.Of(type, unit) : "";
        _typeName = name.Length <= MaxKeptName ? name : null;
        return name;
    }

    public bool IsArgument { get; private init; }

    /// <summary>The compiler made it, and the source does not have it.</summary>
    public bool IsArtificial { get; private set; }

    /// <summary>It is defined elsewhere.</summary>
    public bool IsDeclaration { get; private set; }

    /// <summary>What it is an instance of.</summary>
    public DieReference? Origin { get; private set; }

    /// <exception cref="MalformedException">An entry is damaged.</exception>
    public static VariableEntry Read(DieReference die)
    {
        var reader = new DieReader(die);
        return reader.Next() ? Read(die.Unit, ref reader) : new VariableEntry(die.Unit);
    }

    /// <param name="reader">At its entry, whose attributes are read.</param>
    public static VariableEntry Read(Unit unit, ref DieReader reader)
    {
        var entry = new VariableEntry(unit) { IsArgument = reader.Tag == DwarfTag.FormalParameter };
        entry.Origin = entry.ReadAttributes(unit, ref reader);
        var next = entry.Origin;
        for (var hop = 0; hop < DwarfLimits.MaxOriginChain && next is { } die; hop++)
        {
            var origin = new DieReader(die);
            next = origin.Next() ? entry.ReadAttributes(die.Unit, ref origin) : null;
        }

        return entry;
    }

    /// <summary>Its bytes, in a frame; those of an object that is nowhere say why.</summary>
    /// <exception cref="MalformedException">What says where it is, is damaged.</exception>
    public ObjectBytes Find(FrameView frame)
    {
        if (_location.Exists)
        {
            return ObjectBytes.At(LocationExpression.Evaluate(LocationLists.At(_unit, _location, frame), _unit, frame), frame);
        }

        return _constant.Exists ? Constant() : ObjectBytes.At(Location.Nowhere(Unavailable.OptimizedOut), frame);
    }

    /// <returns>What the entry is an instance of.</returns>
    private DieReference? ReadAttributes(Unit unit, ref DieReader reader)
    {
        DieReference? origin = null;
        while (reader.NextAttribute(out var attribute))
        {
            switch (attribute.Name)
            {
                case DwarfAttribute.Name when Name.Length == 0:
                    Name = unit.String(attribute) ?? "";
                    break;
                case DwarfAttribute.Type:
                    Type ??= unit.Reference(attribute);
                    break;
                case DwarfAttribute.Location when !_location.Exists:
                    (_unit, _location) = (unit, attribute);
                    break;
                case DwarfAttribute.ConstantValue when !_constant.Exists:
                    (_constantUnit, _constant) = (unit, attribute);
                    break;
                case DwarfAttribute.Artificial:
                    IsArtificial |= attribute.IsFlagSet;
                    break;
                case DwarfAttribute.Declaration:
                    IsDeclaration |= attribute.IsFlagSet;
                    break;
                case DwarfAttribute.AbstractOrigin or DwarfAttribute.Specification:
                    origin ??= unit.Reference(attribute);
                    break;
                default:
                    break;
            }
        }

        return origin;
    }

    private ObjectBytes Constant()
    {
        if (_constant.IsBlock)
        {
            return ObjectBytes.Of(_constantUnit.BlockMemory(_constant));
        }

        return _constantUnit.String(_constant) is { } text
            ? ObjectBytes.Of(System.Text.Encoding.UTF8.GetBytes(text + '\0'))
            : ObjectBytes.Of(BitConverter.GetBytes(_constant.Value));
    }
}
