using System.Text.Json.Serialization;
using Fleet.Symbolication.Tests.Corpus.Oracle;

namespace Fleet.CoreFrames;

/// <summary>How <c>oracle.py</c> writes its answers; made when this is compiled, as native binaries need it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OracleAnswer))]
internal sealed partial class OracleJson : JsonSerializerContext;
