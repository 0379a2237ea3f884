using Fleet.Gateway.Hosting;
using Fleet.Silo.Workers;
using Fleet.Storage.Blobs;

namespace Fleet.Gateway.Embedded;

/// <summary>What <c>./run</c> and the command line ask for.</summary>
public sealed record EmbeddedOptions
{
    /// <summary>Where it listens.</summary>
    public required GatewayOptions Gateway { get; init; }

    /// <summary>Folder that holds all state.</summary>
    public required string DataFolder { get; init; }

    /// <summary>PostgreSQL connection string; null keeps everything in SQLite files in <see cref="DataFolder"/>.</summary>
    public string? PostgreSql { get; init; }

    /// <summary>Bytes that a project may have of uploads and of attachments that nothing refers to yet.</summary>
    public long BlobQuotaBytes { get; init; } = DirectoryBlobStore.DefaultQuotaBytes;

    /// <summary>Other debuginfod servers, asked in this order for symbols that a project lacks.</summary>
    public IReadOnlyList<Uri> DebuginfodUpstreams { get; init; } = [];

    /// <summary>Processes that read cores, at most; null for one fewer than there are processors.</summary>
    public int? SymbolicationWorkers { get; init; }

    /// <summary>Bytes of memory that each of them may have.</summary>
    public long SymbolicationMemoryBytes { get; init; } = SymbolicationOptions.DefaultMemoryBytes;

    /// <summary>Path of a device agent to run for this machine; null runs none.</summary>
    public string? AgentPath { get; init; }

    /// <summary>Report interval of that agent.</summary>
    public TimeSpan AgentInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Address and UDP port on which that agent listens for StatsD.</summary>
    public string AgentStatsd { get; init; } = "127.0.0.1:8125";

    /// <summary>File that tells the command line where the server is and how to log in; null writes none besides the data folder's.</summary>
    public string? UserProfile { get; init; }

    /// <summary>The server's address as this machine reaches it.</summary>
    public string ServerUrl => $"{(Gateway.CertificatePath is null ? "http" : "https")}://localhost:{Gateway.Port}";
}
