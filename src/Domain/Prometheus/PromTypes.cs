namespace Fleet.Domain.Prometheus;

/// <summary>Types as Prometheus words them.</summary>
public static class PromTypes
{
    public static string NameOf(PromType type) => type switch
    {
        PromType.Scalar => "scalar",
        PromType.String => "string",
        PromType.Vector => "instant vector",
        _ => "range vector",
    };
}
