using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fleet.Cli.Import;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(ImportSummary))]
internal sealed partial class ImportJson : JsonSerializerContext;
