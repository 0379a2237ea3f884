using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Protocol.Wire;
using Fleet.Tests.Shared;

namespace Fleet.Protocol.Tests;

/// <summary>
/// The files in <c>Golden/</c> are a promise: a change here is a change of the protocol. <c>FLEET_WRITE_GOLDEN=1</c> writes them anew.
/// </summary>
public sealed class GoldenVectorTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Golden { get; } = Path.Combine(Checkout.Root, "tests", "Protocol.Tests", "Golden");

    public static TheoryData<string> Names => new(GoldenVectors.All.Select(vector => vector.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_golden_bytes_decode_to_what_their_file_says_and_encode_to_the_same_bytes(string name)
    {
        var vector = GoldenVectors.All.Single(v => v.Name == name);
        var hex = Path.Combine(Golden, $"{name}.hex");
        var json = Path.Combine(Golden, $"{name}.json");
        if (Environment.GetEnvironmentVariable("FLEET_WRITE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Golden);
            File.WriteAllText(hex, Lines(vector.Coding == "zstd" ? FrameCompression.Compress(vector.Bytes) : vector.Bytes));
            File.WriteAllText(json, Expected(vector).ToJsonString(Indented) + "\n");
        }

        var stored = Convert.FromHexString(string.Concat(File.ReadAllLines(hex)));
        var frame = vector.Coding == "zstd" ? FrameCompression.Decompress(stored, ProtocolLimits.MaxFrameBytes) : stored;

        Assert.Equal(Convert.ToHexStringLower(vector.Bytes), Convert.ToHexStringLower(frame));
        Assert.Equal(Convert.ToHexStringLower(frame), Convert.ToHexStringLower(vector.Reencode(frame)));
        var expected = JsonNode.Parse(File.ReadAllText(json))!;
        Assert.Equal(expected.ToJsonString(Indented), Expected(vector).ToJsonString(Indented));
        Assert.Equal(expected["value"]!.ToJsonString(Indented), vector.Describe(frame).ToJsonString(Indented));
    }

    [Fact]
    public void No_golden_file_is_without_its_vector() => Assert.Equal(
        GoldenVectors.All.SelectMany(v => new[] { $"{v.Name}.hex", $"{v.Name}.json" }).Append("check_vectors.py").Order(StringComparer.Ordinal),
        Directory.GetFiles(Golden).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));

    [Fact]
    public async Task A_decoder_in_another_language_reads_the_same_from_the_golden_bytes()
    {
        using var python = Process.Start(new ProcessStartInfo("python3", ["-B", Path.Combine(Golden, "check_vectors.py")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(await output);
        Assert.True(python.ExitCode == 0, errors + await output);
        Assert.Contains($"{GoldenVectors.All.Length} vectors agree", await output);
    }

    private static JsonObject Expected(GoldenVector vector) => new()
    {
        ["about"] = vector.About,
        ["frame"] = vector.Frame,
        ["content_encoding"] = vector.Coding,
        ["decoded_bytes"] = vector.Bytes.Length,
        ["value"] = vector.Meaning.DeepClone(),
    };

    private static string Lines(byte[] bytes) =>
        string.Concat(Convert.ToHexStringLower(bytes).Chunk(64).Select(line => new string(line) + "\n"));
}
