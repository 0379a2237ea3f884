using System.Text.Json;
using System.Text.Json.Serialization;
using Fleet.Domain.Intake;

namespace Fleet.Grains.Intake;

/// <summary>Readings between silos, as JSON by field name.</summary>
[GenerateSerializer]
[Alias("fleet.IntakeBatchJson")]
public struct IntakeBatchJson
{
    [Id(0)]
    public byte[] Json { get; set; }
}

[RegisterConverter]
internal sealed class IntakeBatchConverter : IConverter<IntakeBatch, IntakeBatchJson>
{
    /// <summary>Readings may be no number: that is told to who sent them, after it has travelled.</summary>
    private static readonly JsonSerializerOptions Options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public IntakeBatch ConvertFromSurrogate(in IntakeBatchJson surrogate) =>
        JsonSerializer.Deserialize<IntakeBatch>(surrogate.Json, Options) ?? throw new InvalidDataException("a batch of readings is empty");

    public IntakeBatchJson ConvertToSurrogate(in IntakeBatch value) => new() { Json = JsonSerializer.SerializeToUtf8Bytes(value, Options) };
}
