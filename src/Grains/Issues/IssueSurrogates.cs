using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;

namespace Fleet.Grains.Issues;

[GenerateSerializer]
[Alias("fleet.TraceSignature")]
public struct TraceSignatureSurrogate
{
    [Id(0)]
    public int Algorithm { get; set; }

    [Id(1)]
    public UInt128 Hash { get; set; }

    [Id(2)]
    public bool IsPlaceholder { get; set; }
}

[RegisterConverter]
internal sealed class TraceSignatureConverter : IConverter<TraceSignature, TraceSignatureSurrogate>
{
    public TraceSignature ConvertFromSurrogate(in TraceSignatureSurrogate surrogate) => new(new Signature(surrogate.Algorithm, surrogate.Hash), surrogate.IsPlaceholder);

    public TraceSignatureSurrogate ConvertToSurrogate(in TraceSignature value) =>
        new() { Algorithm = value.Value.Algorithm, Hash = value.Value.Hash, IsPlaceholder = value.IsPlaceholder };
}

[GenerateSerializer]
[Alias("fleet.TraceArrival")]
public struct TraceArrivalSurrogate
{
    [Id(0)]
    public TraceSignature[] Signatures { get; set; }

    [Id(1)]
    public string SoftwareType { get; set; }

    [Id(2)]
    public string Version { get; set; }

    [Id(3)]
    public string Class { get; set; }

    [Id(4)]
    public string Title { get; set; }
}

[RegisterConverter]
internal sealed class TraceArrivalConverter : IConverter<TraceArrival, TraceArrivalSurrogate>
{
    public TraceArrival ConvertFromSurrogate(in TraceArrivalSurrogate surrogate) =>
        new(surrogate.Signatures, surrogate.SoftwareType, surrogate.Version, surrogate.Class, surrogate.Title);

    public TraceArrivalSurrogate ConvertToSurrogate(in TraceArrival value) => new()
    {
        Signatures = [.. value.Signatures],
        SoftwareType = value.SoftwareType,
        Version = value.Version,
        Class = value.Class,
        Title = value.Title,
    };
}

[GenerateSerializer]
[Alias("fleet.TracePlacement")]
public struct TracePlacementSurrogate
{
    [Id(0)]
    public long Issue { get; set; }

    [Id(1)]
    public long Shown { get; set; }

    [Id(2)]
    public int Novelty { get; set; }

    [Id(3)]
    public int ForgottenAliases { get; set; }
}

[RegisterConverter]
internal sealed class TracePlacementConverter : IConverter<TracePlacement, TracePlacementSurrogate>
{
    public TracePlacement ConvertFromSurrogate(in TracePlacementSurrogate surrogate) =>
        new(surrogate.Issue, surrogate.Shown, (TraceNovelty)surrogate.Novelty, surrogate.ForgottenAliases);

    public TracePlacementSurrogate ConvertToSurrogate(in TracePlacement value) =>
        new() { Issue = value.Issue, Shown = value.Shown, Novelty = (int)value.Novelty, ForgottenAliases = value.ForgottenAliases };
}
