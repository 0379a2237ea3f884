using Fleet.Symbolication.Variables.Locations;

namespace Fleet.Symbolication.Variables.Frames;

/// <summary>What an entry value is of, or a caller says that it passed in. DWARF 5, 2.5.1.7 and 3.4.2.</summary>
/// <param name="Register">DWARF number.</param>
/// <param name="Type">Of the value, where the expression says it: its place in the unit; else 0.</param>
/// <param name="IsPointedTo">Not the register's value counts, but what it points to.</param>
internal readonly record struct EntryRegister(ulong Register, ulong Type, bool IsPointedTo)
{
    /// <returns>Null for an expression that is of no register.</returns>
    public static EntryRegister? Of(ReadOnlySpan<byte> expression)
    {
        if (expression.IsEmpty)
        {
            return null;
        }

        var reader = new ByteReader(expression, "location expression");
        var code = (Operation)reader.U8();
        switch (code)
        {
            case >= Operation.Register0 and <= Operation.Register31 when reader.AtEnd:
                return new EntryRegister((ulong)(code - Operation.Register0), 0, false);
            case Operation.Register when reader.Uleb() is var register && reader.AtEnd:
                return new EntryRegister(register, 0, false);
            case Operation.RegisterType or Operation.GnuRegisterType:
                var (typed, type) = (reader.Uleb(), reader.Uleb());
                return reader.AtEnd ? new EntryRegister(typed, type, false) : null;
            case >= Operation.BasedRegister0 and <= Operation.BasedRegister31:
                var isPlain = reader.Sleb() == 0 && !reader.AtEnd;
                var dereference = isPlain ? (Operation)reader.U8() : default;
                reader.Skip(dereference == Operation.DereferenceSize ? 1u : 0);
                return isPlain && dereference is Operation.Dereference or Operation.DereferenceSize && reader.AtEnd
                    ? new EntryRegister((ulong)(code - Operation.BasedRegister0), 0, true)
                    : null;
            default:
                return null;
        }
    }
}
