using System.Text.Json;
using Orleans.Storage;

namespace Fleet.Silo;

/// <summary>Operators' state as plain JSON by field name: no assembly names in the database, as Orleans' default would write.</summary>
internal sealed class JsonGrainStorageSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input));

    public T? Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span);
}
