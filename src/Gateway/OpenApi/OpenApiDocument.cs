using System.Text.Json.Nodes;
using Fleet.Api;
using Google.Api;
using Google.Protobuf.Reflection;

namespace Fleet.Gateway.OpenApi;

/// <summary>
/// The REST form of the query API as an OpenAPI 3.1 document, made from the contract's descriptors: paths from their http annotations as
/// JSON transcoding serves them, texts from their comments.
/// </summary>
internal sealed class OpenApiDocument
{
    private readonly ContractTexts _texts = new();
    private readonly OpenApiSchemas _schemas;
    private readonly Dictionary<string, DescriptorProto> _messages = new(StringComparer.Ordinal);
    private readonly JsonObject _paths = [];
    private readonly JsonArray _tags = [];

    private OpenApiDocument(FileDescriptorSet contract)
    {
        _schemas = new OpenApiSchemas(_texts);
        foreach (var file in contract.File.Where(f => f.Package.StartsWith("fleet.", StringComparison.Ordinal)))
        {
            _texts.Read(file);
            foreach (var message in file.MessageType)
            {
                _messages[$".{file.Package}.{message.Name}"] = message;
                _schemas.Add(file.Package, message);
            }

            foreach (var values in file.EnumType)
            {
                _schemas.Add(file.Package, values);
            }
        }

        foreach (var file in contract.File)
        {
            foreach (var service in file.Service.Where(_ => file.Package.StartsWith("fleet.", StringComparison.Ordinal)))
            {
                AddService($"{file.Package}.{service.Name}", service);
            }
        }

        foreach (var (path, operation) in OpenApiDownloads.All())
        {
            operation["responses"]!["default"] = Json("What went wrong.", OpenApiSchemas.ErrorReference());
            _paths[path] = new JsonObject { ["get"] = operation };
        }
    }

    public static JsonObject Create() => new OpenApiDocument(ContractDescriptor.Load()).ToJson();

    private JsonObject ToJson() => new()
    {
        ["openapi"] = "3.1.0",
        ["info"] = new JsonObject
        {
            ["title"] = "Fleet query API",
            ["version"] = "v1",
            ["description"] = "Devices, metrics and the processing log of a project. The same as the gRPC services of the package `fleet.v1`.",
        },
        ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }),
        ["tags"] = _tags,
        ["paths"] = _paths,
        ["components"] = new JsonObject
        {
            ["securitySchemes"] = new JsonObject
            {
                ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "An API token: flt_pat_…" },
            },
            ["schemas"] = _schemas.ToJson(),
        },
    };

    private void AddService(string fullName, ServiceDescriptorProto service)
    {
        _tags.Add(new JsonObject { ["name"] = service.Name, ["description"] = _texts.Of(fullName) });
        foreach (var method in service.Method)
        {
            if (method.Options?.GetExtension(AnnotationsExtensions.Http) is not { } rule)
            {
                continue;
            }

            AddOperation(fullName, service.Name, method, rule, suffix: "");
            for (var i = 0; i < rule.AdditionalBindings.Count; i++)
            {
                AddOperation(fullName, service.Name, method, rule.AdditionalBindings[i], suffix: $"_{i + 1}");
            }
        }
    }

    private void AddOperation(string service, string tag, MethodDescriptorProto method, HttpRule rule, string suffix)
    {
        var (verb, path) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("get", rule.Get),
            HttpRule.PatternOneofCase.Post => ("post", rule.Post),
            HttpRule.PatternOneofCase.Patch => ("patch", rule.Patch),
            HttpRule.PatternOneofCase.Put => ("put", rule.Put),
            HttpRule.PatternOneofCase.Delete => ("delete", rule.Delete),
            _ => throw new InvalidOperationException($"{method.Name} has an http rule of the kind {rule.PatternCase}"),
        };
        var operation = new JsonObject
        {
            ["operationId"] = method.Name + suffix,
            ["tags"] = new JsonArray(tag),
            ["summary"] = method.Name,
            ["description"] = _texts.Of($"{service}.{method.Name}"),
            ["parameters"] = Parameters(method, path, hasBody: rule.Body.Length > 0),
            ["responses"] = new JsonObject
            {
                ["200"] = Json("What was asked for.", OpenApiSchemas.Reference(method.OutputType)),
                ["default"] = Json("What went wrong.", OpenApiSchemas.ErrorReference()),
            },
        };
        if (rule.Body.Length > 0)
        {
            var body = Json("", OpenApiSchemas.Reference(method.InputType));
            body["required"] = true;
            operation["requestBody"] = body;
        }

        if (_paths[path] is not JsonObject operations)
        {
            _paths[path] = operations = [];
        }

        operations[verb] = operation;
    }

    private JsonArray Parameters(MethodDescriptorProto method, string path, bool hasBody)
    {
        var parameters = new JsonArray();
        foreach (var field in _messages[method.InputType].Field)
        {
            var inPath = path.Contains($"{{{field.Name}}}", StringComparison.Ordinal);
            if (inPath || !hasBody)
            {
                parameters.Add(new JsonObject
                {
                    ["name"] = inPath ? field.Name : field.JsonName,
                    ["in"] = inPath ? "path" : "query",
                    ["required"] = inPath,
                    ["description"] = _texts.Of($"{method.InputType[1..]}.{field.Name}"),
                    ["schema"] = OpenApiSchemas.Of(field),
                });
            }
        }

        return parameters;
    }

    private static JsonObject Json(string description, JsonNode schema)
    {
        var json = new JsonObject { ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } } };
        if (description.Length > 0)
        {
            json["description"] = description;
        }

        return json;
    }
}
