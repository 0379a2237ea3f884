using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using FieldType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace Fleet.Gateway.OpenApi;

/// <summary>JSON schemas of the contract's messages, in the JSON form that protobuf prescribes (https://protobuf.dev/programming-guides/json).</summary>
internal sealed class OpenApiSchemas(ContractTexts texts)
{
    private const string ErrorName = "Error";

    private readonly JsonObject _schemas = new()
    {
        [ErrorName] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "Why a call failed.",
            ["properties"] = new JsonObject
            {
                ["code"] = new JsonObject { ["type"] = "integer", ["description"] = "gRPC status code." },
                ["message"] = new JsonObject { ["type"] = "string", ["description"] = "What was wrong, naming the field." },
                ["details"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject() },
            },
        },
    };

    public void Add(string package, DescriptorProto message)
    {
        var properties = new JsonObject();
        foreach (var field in message.Field)
        {
            var schema = Of(field);
            schema["description"] = texts.Of($"{package}.{message.Name}.{field.Name}");
            properties[field.JsonName] = schema;
        }

        _schemas[message.Name] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = texts.Of($"{package}.{message.Name}"),
            ["properties"] = properties,
        };
    }

    public void Add(string package, EnumDescriptorProto values)
    {
        var name = $"{package}.{values.Name}";
        var lines = values.Value.Select(v => $"- `{v.Name}`: {texts.Of($"{name}.{v.Name}")}");
        _schemas[values.Name] = new JsonObject
        {
            ["type"] = "string",
            ["description"] = $"{texts.Of(name)}\n\n{string.Join('\n', lines)}",
            ["enum"] = new JsonArray([.. values.Value.Select(v => (JsonNode)v.Name)]),
        };
    }

    public JsonObject ToJson() => _schemas;

    public static JsonObject Reference(string typeName) => new() { ["$ref"] = $"#/components/schemas/{typeName[(typeName.LastIndexOf('.') + 1)..]}" };

    public static JsonObject ErrorReference() => Reference(ErrorName);

    public static JsonObject Of(FieldDescriptorProto field)
    {
        var single = Single(field);
        return field.Label == FieldDescriptorProto.Types.Label.Repeated ? new JsonObject { ["type"] = "array", ["items"] = single } : single;
    }

    private static JsonObject Single(FieldDescriptorProto field) => field.Type switch
    {
        FieldType.Message or FieldType.Enum => field.TypeName switch
        {
            ".google.protobuf.Timestamp" => Typed("string", "date-time"),
            ".google.protobuf.Duration" => new JsonObject { ["type"] = "string", ["examples"] = new JsonArray("3600s") },
            var name => Reference(name),
        },
        FieldType.Int64 or FieldType.Uint64 or FieldType.Sint64 => Typed("string", "int64"),
        FieldType.Int32 or FieldType.Uint32 or FieldType.Sint32 => Typed("integer", "int32"),
        FieldType.Double => Typed("number", "double"),
        FieldType.Float => Typed("number", "float"),
        FieldType.Bool => new JsonObject { ["type"] = "boolean" },
        FieldType.Bytes => Typed("string", "byte"),
        _ => new JsonObject { ["type"] = "string" },
    };

    private static JsonObject Typed(string type, string format) => new() { ["type"] = type, ["format"] = format };
}
