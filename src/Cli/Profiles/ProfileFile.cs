using System.Text.Json;

namespace Fleet.Cli.Profiles;

/// <summary>
/// The profile on disk: <c>$FLEET_PROFILE</c>, else <c>$XDG_CONFIG_HOME/fleet/profile.json</c>, else <c>~/.config/fleet/profile.json</c>. It
/// holds secrets, so it is made for its owner alone.
/// </summary>
internal sealed class ProfileFile(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public string Path { get; } = path;

    public static ProfileFile Of(CliEnvironment environment)
    {
        var configuration = environment.Variable("XDG_CONFIG_HOME") ?? System.IO.Path.Combine(environment.HomeDirectory, ".config");
        return new(environment.Variable("FLEET_PROFILE") ?? System.IO.Path.Combine(configuration, "fleet", "profile.json"));
    }

    /// <returns>An empty profile when there is no file.</returns>
    /// <exception cref="CliException">The file cannot be read, or is not a profile.</exception>
    public Profile Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path), ProfileJson.Default.Profile) ?? new Profile();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new Profile();
        }
        catch (JsonException e)
        {
            throw new CliException(ExitCode.Usage, $"{Path} is not a profile: line {e.LineNumber + 1}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"cannot read {Path}: {e.Message}");
        }
    }

    /// <summary>Whether someone else can read the secrets in it, or change where they are sent.</summary>
    public bool IsOpenToOthers() => !OperatingSystem.IsWindows() && File.Exists(Path) && (File.GetUnixFileMode(Path) & Others) != UnixFileMode.None;

    /// <summary>Replaces the file at once: whoever reads it sees the old one or the new one.</summary>
    /// <exception cref="CliException">It cannot be written.</exception>
    public void Write(Profile profile)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        var draft = System.IO.Path.Combine(folder, $".profile-{Guid.NewGuid():n}");
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, OwnerFolder);
            }

            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            using (var stream = new FileStream(draft, options))
            {
                JsonSerializer.Serialize(stream, profile, ProfileJson.Default.Profile);
                stream.WriteByte((byte)'\n');
            }

            File.Move(draft, Path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failure, $"cannot write {Path}: {e.Message}");
        }
    }
}
