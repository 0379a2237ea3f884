namespace Fleet.Gateway.Api;

/// <summary>How many rows a page has.</summary>
internal static class PageSize
{
    public const int Default = 50;
    public const int Max = 1000;

    public static int Of(int asked, int whenLeftOut = Default, int max = Max) => asked switch
    {
        < 0 => throw ApiErrors.Invalid("page_size", $"{asked} is negative"),
        0 => whenLeftOut,
        _ => Math.Min(asked, max),
    };
}
