using System.Globalization;
using Fleet.Symbolication.Dwarf;

namespace Fleet.Symbolication.Variables.Types;

/// <summary>Types as the source would write them, in the way of C: what is before the name, and what is behind it.</summary>
internal static class TypeNames
{
    /// <summary>Pointers to arrays of functions: what people write is a few levels deep.</summary>
    private const int MaxLevels = 32;

    /// <param name="type">Null for <c>void</c>.</param>
    /// <param name="unit">That the variable is in: its language tells how structures are called.</param>
    public static string Of(DieReference? type, Unit unit)
    {
        string before = "", behind = "", prefix = "";
        var isC = DwarfLanguage.IsC(unit.Language);
        var next = type;
        for (var level = 0; level < MaxLevels; level++)
        {
            var info = next is { } die ? die.Unit.Variables.Type(die) : TypeInfo.Void;
            switch (info.Kind)
            {
                case TypeKind.Pointer when info.Name.Length == 0:
                    before = "*" + before;
                    break;
                case TypeKind.Reference:
                    before = "&" + before;
                    break;
                case TypeKind.RvalueReference:
                    before = "&&" + before;
                    break;
                case TypeKind.MemberPointer:
                    before = (info.Containing is { } owner ? owner.Unit.Variables.Type(owner).Name : "") + "::*" + before;
                    break;
                case TypeKind.Const or TypeKind.Volatile:
                    var word = info.Kind == TypeKind.Const ? "const" : "volatile";
                    if (IsPointer(info.Target))
                    {
                        before = before.Length == 0 ? $" {word}" : $" {word} {before}";
                    }
                    else
                    {
                        prefix += word + " ";
                    }

                    break;
                case TypeKind.Qualified:
                    break;
                case TypeKind.Array:
                    (before, behind) = Wrapped(before, behind);
                    behind += string.Concat(info.Dimensions.Select(Dimension));
                    break;
                case TypeKind.Function:
                    (before, behind) = Wrapped(before, behind);
                    behind += $"({string.Join(", ", info.Members.Take(MaxLevels).Select(member => Simple(member.Type)))})";
                    break;
                default:
                    return prefix + Joined(Named(info, isC), before, behind);
            }

            next = info.Target;
        }

        return prefix + Joined("...", before, behind);
    }

    /// <summary>A parameter's type, without going into what it is made of beyond its name.</summary>
    private static string Simple(DieReference? type)
    {
        var stars = "";
        for (var level = 0; level < MaxLevels && type is { } die; level++)
        {
            var info = die.Unit.Variables.Type(die);
            if (info.Name.Length > 0)
            {
                return stars.Length > 0 ? $"{info.Name} {stars}" : info.Name;
            }

            stars = info.Kind == TypeKind.Pointer ? "*" + stars : info.Kind is TypeKind.Reference or TypeKind.RvalueReference ? "&" + stars : stars;
            type = info.Target;
        }

        return stars.Length > 0 ? $"void {stars}" : "...";
    }

    private static bool IsPointer(DieReference? type) =>
        type is { } die && die.Unit.Variables.Type(die).Kind is TypeKind.Pointer or TypeKind.Reference or TypeKind.RvalueReference or TypeKind.MemberPointer;

    private static (string Before, string Behind) Wrapped(string before, string behind) => before.Length > 0 ? ($"({before.TrimStart()}", $"){behind}") : (before, behind);

    private static string Joined(string name, string before, string behind) =>
        before.Length == 0 && behind.StartsWith('[') ? $"{name} {behind}"
        : before.Length == 0 || before.StartsWith(' ') ? name + before + behind
        : $"{name} {before}{behind}";

    private static string Dimension(ArrayDimension dimension) => string.Create(CultureInfo.InvariantCulture, $"[{dimension.Length}]");

    private static string Named(TypeInfo info, bool isC)
    {
        if (info.Kind == TypeKind.Void)
        {
            return "void";
        }

        var word = info.Kind switch { TypeKind.Structure or TypeKind.Class => "struct ", TypeKind.Union => "union ", TypeKind.Enumeration => "enum ", _ => "" };
        return info.Name.Length == 0 ? word + "{...}" : isC ? word + info.Name : info.Name;
    }
}
