using Fleet.Gateway.Api;
using Fleet.Grains.Columns;

namespace Fleet.Gateway.Metrics;

/// <summary>What <c>group_by</c> asks for.</summary>
/// <param name="By">How the rows are told apart.</param>
/// <param name="Attribute">With <see cref="ColumnGrouping.Selection"/>: the attribute; empty for the hardware version.</param>
internal sealed record QueryGrouping(ColumnGrouping By, string Attribute = "")
{
    private const string AttributePrefix = "attribute.";

    /// <summary>One series.</summary>
    public static QueryGrouping None { get; } = new(ColumnGrouping.None);

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static QueryGrouping Parse(string text) => text switch
    {
        "" => None,
        "cohort" => new QueryGrouping(ColumnGrouping.Cohort),
        "software" => new QueryGrouping(ColumnGrouping.Software),
        "hardware_version" => new QueryGrouping(ColumnGrouping.Selection),
        _ when text.StartsWith(AttributePrefix, StringComparison.Ordinal) && text.Length > AttributePrefix.Length =>
            new QueryGrouping(ColumnGrouping.Selection, text[AttributePrefix.Length..]),
        _ => throw ApiErrors.Invalid("group_by", $"'{text}' is none of cohort, software, hardware_version, attribute.KEY"),
    };
}
