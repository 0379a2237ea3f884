using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fleet.Gateway.Embedded;

/// <summary>Where a Fleet is and how to log in, as the command line reads it. Holds secrets: readable by its owner only.</summary>
public sealed record Profile(
    [property: JsonPropertyName("server")] string Server,
    [property: JsonPropertyName("token")] string Token,
    [property: JsonPropertyName("project")] string Project,
    [property: JsonPropertyName("projectKey")] string? ProjectKey = null)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Null when the file is not there or does not hold a profile.</summary>
    public static Profile? TryRead(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Profile>(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Replaces the file at once, so that no reader sees half of it.</summary>
    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var file = new FileStream(temporary, options))
        {
            JsonSerializer.Serialize(file, this, Format);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
