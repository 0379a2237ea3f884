using Fleet.Protocol;
using Fleet.Protocol.Sync;

namespace Fleet.Grains.Devices;

[GenerateSerializer]
[Alias("fleet.NumberRange")]
public struct NumberRangeSurrogate
{
    [Id(0)]
    public long First { get; set; }

    [Id(1)]
    public long Last { get; set; }
}

[RegisterConverter]
internal sealed class NumberRangeConverter : IConverter<NumberRange, NumberRangeSurrogate>
{
    public NumberRange ConvertFromSurrogate(in NumberRangeSurrogate surrogate) => new(surrogate.First, surrogate.Last);

    public NumberRangeSurrogate ConvertToSurrogate(in NumberRange value) => new() { First = value.First, Last = value.Last };
}

[GenerateSerializer]
[Alias("fleet.Rejection")]
public struct RejectionSurrogate
{
    [Id(0)]
    public long Number { get; set; }

    [Id(1)]
    public int Code { get; set; }

    [Id(2)]
    public string Reason { get; set; }
}

[RegisterConverter]
internal sealed class RejectionConverter : IConverter<Rejection, RejectionSurrogate>
{
    public Rejection ConvertFromSurrogate(in RejectionSurrogate surrogate) => new(surrogate.Number, (RejectionCode)surrogate.Code, surrogate.Reason);

    public RejectionSurrogate ConvertToSurrogate(in Rejection value) =>
        new() { Number = value.Number, Code = (int)value.Code, Reason = value.Reason };
}
