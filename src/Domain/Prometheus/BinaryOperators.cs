namespace Fleet.Domain.Prometheus;

/// <summary>Binary operators: how they are written, how tightly they bind, what they compute.</summary>
internal static class BinaryOperators
{
    /// <summary>A unary minus binds as tightly as a product, so that <c>-a ^ b</c> negates the power.</summary>
    public const int UnaryPrecedence = 5;

    private static readonly Dictionary<string, BinaryOperator> BySign = new(StringComparer.Ordinal)
    {
        ["=="] = BinaryOperator.Equal,
        ["!="] = BinaryOperator.NotEqual,
        ["<"] = BinaryOperator.Less,
        ["<="] = BinaryOperator.LessOrEqual,
        [">"] = BinaryOperator.Greater,
        [">="] = BinaryOperator.GreaterOrEqual,
        ["+"] = BinaryOperator.Add,
        ["-"] = BinaryOperator.Subtract,
        ["*"] = BinaryOperator.Multiply,
        ["/"] = BinaryOperator.Divide,
        ["%"] = BinaryOperator.Modulo,
        ["^"] = BinaryOperator.Power,
    };

    private static readonly Dictionary<string, BinaryOperator> ByWord = new(StringComparer.OrdinalIgnoreCase)
    {
        ["or"] = BinaryOperator.Or,
        ["and"] = BinaryOperator.And,
        ["unless"] = BinaryOperator.Unless,
    };

    private static readonly Dictionary<BinaryOperator, string> Texts =
        BySign.Concat(ByWord).ToDictionary(pair => pair.Value, pair => pair.Key);

    public static bool TryFind(PromToken token, out BinaryOperator found)
    {
        found = default;
        return token.Kind switch
        {
            PromTokenKind.Sign => BySign.TryGetValue(token.Text, out found),
            PromTokenKind.Word => ByWord.TryGetValue(token.Text, out found),
            _ => false,
        };
    }

    public static string TextOf(BinaryOperator operation) => Texts[operation];

    public static int Precedence(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Or => 1,
        BinaryOperator.And or BinaryOperator.Unless => 2,
        _ when IsComparison(operation) => 3,
        BinaryOperator.Add or BinaryOperator.Subtract => 4,
        BinaryOperator.Power => UnaryPrecedence + 1,
        _ => UnaryPrecedence,
    };

    public static bool IsSet(BinaryOperator operation) => operation <= BinaryOperator.Unless;

    public static bool IsComparison(BinaryOperator operation) => operation is >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual;

    public static bool Holds(BinaryOperator comparison, double left, double right) => comparison switch
    {
        BinaryOperator.Equal => left == right,
        BinaryOperator.NotEqual => left != right,
        BinaryOperator.Less => left < right,
        BinaryOperator.LessOrEqual => left <= right,
        BinaryOperator.Greater => left > right,
        _ => left >= right,
    };

    public static double Compute(BinaryOperator operation, double left, double right) => operation switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        BinaryOperator.Modulo => left % right,
        BinaryOperator.Power => Math.Pow(left, right),
        _ => Holds(operation, left, right) ? 1 : 0,
    };
}
