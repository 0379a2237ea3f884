using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fleet.Cli.Simulation;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(SimulationSummary))]
internal sealed partial class SummaryJson : JsonSerializerContext;
