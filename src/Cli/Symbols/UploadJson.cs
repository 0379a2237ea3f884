using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fleet.Cli.Symbols;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(UploadSummary))]
internal sealed partial class UploadJson : JsonSerializerContext;
