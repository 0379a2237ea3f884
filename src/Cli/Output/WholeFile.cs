namespace Fleet.Cli.Output;

/// <summary>Writes a file that is there when it is whole, and else not: what was there before stays until then.</summary>
internal static class WholeFile
{
    private const string PartialSuffix = ".part";

    /// <returns>Bytes written.</returns>
    /// <exception cref="CliException">The file cannot be written.</exception>
    public static async Task<long> WriteAsync(string path, Func<Stream, Task> write)
    {
        var partial = path + PartialSuffix;
        try
        {
            long written;
            await using (var file = File.Create(partial))
            {
                await write(file);
                written = file.Length;
            }

            File.Move(partial, path, overwrite: true);
            return written;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not HttpIOException))
        {
            throw new CliException(ExitCode.Failure, $"{path} cannot be written: {e.Message}");
        }
        finally
        {
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }
        }
    }
}
