using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Fleet.Tests.Shared;

/// <summary>
/// The newest PostgreSQL of Debian's packages, started for the tests on a free port and in a folder of its own, as a user that is not root, and
/// removed at the end. Made to be killed: what it acknowledged is on the disk, as in production. Starts when the first database is asked for.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    /// <summary>Debian's packages: a folder for each major version, and the programs in its <c>bin</c>.</summary>
    private const string Versions = "/usr/lib/postgresql";

    private readonly SemaphoreSlim _installing = new(1);
    private readonly Lock _removing = new();
    private string _folder = "";
    private string _programs = "";
    private int _databases;

    public int Port { get; private set; }

    private string Data => Path.Combine(_folder, "data");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Starts the server after it was stopped or killed.</summary>
    public Task StartAsync() => RunAsUserAsync(
        "pg_ctl", "-D", Data, "-w", "-t", "60", "-l", Path.Combine(_folder, "log"), "-o",
        $"-p {Port} -k {_folder} -c listen_addresses=127.0.0.1 -c max_connections=300", "start");

    /// <summary>Stops the server as a power cut would stop its processes: SIGQUIT, no checkpoint, recovery at the next start.</summary>
    public Task KillAsync() => RunAsUserAsync("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");

    /// <summary>A connection string of a new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        await _installing.WaitAsync();
        try
        {
            if (_folder.Length == 0)
            {
                await InstallAsync();
            }
        }
        finally
        {
            _installing.Release();
        }

        var name = $"fleet_{Interlocked.Increment(ref _databases)}";
        await RunAsUserAsync("createdb", "-h", "127.0.0.1", "-p", $"{Port}", "-U", "postgres", name);
        return $"Host=127.0.0.1;Port={Port};Username=postgres;Database={name}";
    }

    public ValueTask DisposeAsync()
    {
        Remove();
        _installing.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task InstallAsync()
    {
        _programs = NewestPrograms();
        _folder = Directory.CreateTempSubdirectory("fleet-postgres-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove();
        Port = FreePort();
        try
        {
            if (Environment.IsPrivilegedProcess)
            {
                await RunAsync("chown", "postgres", _folder);
            }

            await RunAsUserAsync("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
            await StartAsync();
        }
        catch
        {
            Remove();
            throw;
        }
    }

    private static string NewestPrograms()
    {
        var newest = !Directory.Exists(Versions) ? null : Directory.GetDirectories(Versions)
            .Where(folder => File.Exists(Path.Combine(folder, "bin", "initdb")))
            .MaxBy(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0);
        return newest is null
            ? throw new InvalidOperationException($"{Versions} has no initdb: apt-get install -y --no-install-recommends postgresql")
            : Path.Combine(newest, "bin");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}");
        }
    }

    private static Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardError = true,
        WorkingDirectory = "/",
    })!;

    /// <summary>PostgreSQL refuses to run as root; its package made a user for it. The output goes to a file: a server that is left
    /// running would hold a pipe open.</summary>
    private Task RunAsUserAsync(string program, params string[] arguments)
    {
        string[] command = ["-c", "exec \"$0\" \"$@\" >/dev/null", $"{_programs}/{program}", .. arguments];
        return Environment.IsPrivilegedProcess ? RunAsync("runuser", ["-u", "postgres", "--", "sh", .. command]) : RunAsync("sh", command);
    }

    private void Remove()
    {
        lock (_removing)
        {
            if (!Directory.Exists(_folder))
            {
                return;
            }

            try
            {
                RunAsUserAsync("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop").GetAwaiter().GetResult();
            }
            catch (InvalidOperationException)
            {
                // It was down already.
            }

            Directory.Delete(_folder, recursive: true);
        }
    }
}
