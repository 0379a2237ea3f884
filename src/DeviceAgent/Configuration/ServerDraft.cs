using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Fleet.DeviceAgent.Configuration;

/// <summary>What is said of the way to the server, before the files that it names are read.</summary>
internal sealed class ServerDraft
{
    public Uri? Url { get; set; }

    public string? Key { get; set; }

    public string? KeyFile { get; set; }

    public string? CaFile { get; set; }

    public string? ClientCertificate { get; set; }

    public string? ClientKey { get; set; }

    public Uri? Proxy { get; set; }

    /// <returns>Null when something is missing, or a file is not what it should be: then the problems say what.</returns>
    public ServerOptions? Build(ProblemList problems)
    {
        var before = problems.All.Count;
        var key = Key ?? (KeyFile is null ? null : Read("server.key_file", KeyFile, problems, path =>
        {
            var text = File.ReadAllText(path).Trim();
            return SettingValues.CheckKey(text) is { } problem ? throw new CryptographicException(problem) : text;
        }));
        var roots = CaFile is null ? null : Read("server.ca_file", CaFile, problems, path =>
        {
            var certificates = new X509Certificate2Collection();
            foreach (var root in PemFile.Certificates(path))
            {
                certificates.Add(root);
            }

            return certificates;
        });
        if (ClientKey is not null && ClientCertificate is null)
        {
            problems.Add("server.client_key", "is there, and server.client_certificate is not");
        }

        var certificate = ClientCertificate is null ? null : Read("server.client_certificate", ClientCertificate, problems, path =>
            PemFile.CertificateWithKey(path, ClientKey ?? path));
        return problems.All.Count == before && Url is not null && key is not null ? new ServerOptions(Url, key, roots, certificate, Proxy) : null;
    }

    public void CheckMissing(ProblemList problems)
    {
        if (Key is null && KeyFile is null)
        {
            problems.AddMissing("server.key is missing: set it (or server.key_file) in the configuration file, or with --key KEY");
        }

        if (Url is null)
        {
            problems.AddMissing("server.url is missing: set it in the configuration file or with --server URL");
        }
    }

    private static T? Read<T>(string setting, string path, ProblemList problems, Func<string, T> read)
        where T : class
    {
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            problems.Add(setting, $"{path}: {e.Message}");
            return null;
        }
    }
}
