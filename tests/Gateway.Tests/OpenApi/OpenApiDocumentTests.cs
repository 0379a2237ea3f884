using System.Text.Json.Nodes;
using Fleet.Gateway.OpenApi;

namespace Fleet.Gateway.Tests.OpenApi;

public sealed class OpenApiDocumentTests
{
    private static readonly JsonObject Document = OpenApiDocument.Create();

    [Fact]
    public void Every_method_of_the_contract_has_a_path()
    {
        var operations = Document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()).Select(o => (string)o.Value!["operationId"]!).ToList();
        var methods = Fleet.Api.ContractDescriptor.Load().File.Where(f => f.Package == "fleet.v1").SelectMany(f => f.Service).SelectMany(s => s.Method).ToList();

        Assert.NotEmpty(methods);
        Assert.All(methods, m => Assert.Contains(m.Name, operations));
        Assert.Equal(operations.Count, operations.Distinct().Count());
    }

    [Fact]
    public void Every_reference_leads_to_a_schema()
    {
        var schemas = Document["components"]!["schemas"]!.AsObject();

        Assert.All(References(Document), r => Assert.True(schemas.ContainsKey(r["#/components/schemas/".Length..]), r));
    }

    [Fact]
    public void Parameters_are_in_the_path_or_the_query_and_have_the_contracts_comments()
    {
        var parameters = Document["paths"]!["/api/v1/projects/{project}/devices"]!["get"]!["parameters"]!.AsArray();

        Assert.Equal(["project:path", "filter:query", "pageSize:query", "pageToken:query", "withAttributes:query"], parameters.Select(p => $"{p!["name"]}:{p["in"]}"));
        Assert.All(parameters, p => Assert.NotEqual("", (string)p!["description"]!));
    }

    [Fact]
    public void A_body_has_its_schema() =>
        Assert.Equal(
            "#/components/schemas/QueryMetricsRequest",
            (string)Document["paths"]!["/api/v1/projects/{project}/metrics:query"]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]!);

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Key == "$ref" ? [(string)p.Value!] : References(p.Value)),
        JsonArray a => a.SelectMany(References),
        _ => [],
    };
}
