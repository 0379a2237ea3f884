using Fleet.Symbolication.Dwarf;

namespace Fleet.Symbolication.Variables.Frames;

/// <summary>The calls of one function: those that return, by the address that they return to, and those that became jumps. DWARF 5, 3.4; GNU's of before.</summary>
internal sealed class CallSiteTable
{
    /// <summary>Of a function; generated code has thousands.</summary>
    public const int MaxSites = 65_536;

    /// <summary>Of a call; what is passed in registers has some ten.</summary>
    public const int MaxParameters = 64;

    private readonly Dictionary<ulong, CallSite> _sites = [];
    private readonly List<CallSite> _tailCalls = [];

    /// <summary>Jumps to other functions in the place of calls.</summary>
    public IReadOnlyList<CallSite> TailCalls => _tailCalls;

    /// <summary>Bytes of entries that were gone through.</summary>
    public int Bytes { get; private set; }

    public CallSite? ReturningTo(ulong address) => _sites.GetValueOrDefault(address);

    /// <param name="function">A function's entry.</param>
    /// <exception cref="MalformedException">An entry within is damaged.</exception>
    public static CallSiteTable Read(DieReference function)
    {
        var table = new CallSiteTable();
        var reader = new DieReader(function);
        reader.Next();
        if (!reader.HasChildren)
        {
            return table;
        }

        while (reader.Next() && !(reader.IsEnd && reader.Depth <= 1) && table._sites.Count + table._tailCalls.Count < MaxSites)
        {
            if (reader.Tag is DwarfTag.CallSite or DwarfTag.GnuCallSite)
            {
                table.Add(function.Unit, ref reader);
            }
            else if (reader.Kind is not (EntryKind.Block or EntryKind.Inlined) && reader.HasChildren)
            {
                // The calls of functions within it are theirs.
                reader.SkipChildren();
            }
        }

        table.Bytes = reader.Position - function.Offset;
        return table;
    }

    private void Add(Unit unit, ref DieReader reader)
    {
        ulong? returnPc = null, pc = null;
        DieAttribute callee = default, target = default;
        var isTailCall = false;
        while (reader.NextAttribute(out var attribute))
        {
            switch (attribute.Name)
            {
                case DwarfAttribute.CallReturnPc or DwarfAttribute.LowPc:
                    returnPc = unit.Address(attribute);
                    break;
                case DwarfAttribute.CallPc:
                    pc = unit.Address(attribute);
                    break;
                case DwarfAttribute.CallOrigin or DwarfAttribute.AbstractOrigin:
                    callee = attribute;
                    break;
                case DwarfAttribute.CallTarget or DwarfAttribute.GnuCallSiteTarget:
                    target = attribute;
                    break;
                case DwarfAttribute.CallTailCall or DwarfAttribute.GnuTailCall:
                    isTailCall = attribute.IsFlagSet;
                    break;
                default:
                    break;
            }
        }

        var parameters = reader.HasChildren ? Parameters(unit, ref reader) : [];
        if (isTailCall && (returnPc ?? pc + 1) is { } behind)
        {
            // Of a jump some compilers say only where it begins: what is looked up by the byte before is found as well.
            _tailCalls.Add(new CallSite(unit, behind, unit.Reference(callee), unit.BlockMemory(target), parameters));
        }
        else if (returnPc is { } place)
        {
            _sites.TryAdd(place, new CallSite(unit, place, unit.Reference(callee), unit.BlockMemory(target), parameters));
        }
    }

    private static CallParameter[] Parameters(Unit unit, ref DieReader reader)
    {
        var found = new List<CallParameter>();
        while (reader.Next() && !reader.IsEnd)
        {
            if (reader.Tag is DwarfTag.CallSiteParameter or DwarfTag.GnuCallSiteParameter && found.Count < MaxParameters)
            {
                found.Add(Parameter(unit, ref reader));
            }

            reader.SkipChildren();
        }

        return [.. found];
    }

    private static CallParameter Parameter(Unit unit, ref DieReader reader)
    {
        DieAttribute location = default, value = default, data = default, parameter = default;
        while (reader.NextAttribute(out var attribute))
        {
            switch (attribute.Name)
            {
                case DwarfAttribute.Location:
                    location = attribute;
                    break;
                case DwarfAttribute.CallValue or DwarfAttribute.GnuCallSiteValue:
                    value = attribute;
                    break;
                case DwarfAttribute.CallDataValue or DwarfAttribute.GnuCallSiteDataValue:
                    data = attribute;
                    break;
                case DwarfAttribute.CallParameter or DwarfAttribute.AbstractOrigin:
                    parameter = attribute;
                    break;
                default:
                    break;
            }
        }

        return new CallParameter(unit, unit.BlockMemory(location), unit.BlockMemory(value), unit.BlockMemory(data), unit.Reference(parameter));
    }
}
