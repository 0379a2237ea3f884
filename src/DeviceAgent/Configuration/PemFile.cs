using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Fleet.DeviceAgent.Configuration;

/// <summary>
/// Certificates and keys from PEM files. The library's own reading of both together brings every algorithm that it knows along; TLS with RSA and EC
/// keys is all that is wanted here.
/// </summary>
internal static class PemFile
{
    private const string Label = "CERTIFICATE";
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string Ec = "1.2.840.10045.2.1";

    /// <exception cref="CryptographicException">There is none in the file, or one is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<X509Certificate2> Certificates(string path)
    {
        var certificates = new List<X509Certificate2>();
        ReadOnlySpan<char> text = File.ReadAllText(path);
        while (PemEncoding.TryFind(text, out var fields))
        {
            if (text[fields.Label].SequenceEqual(Label))
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text[fields.Base64Data].ToString())));
            }

            text = text[fields.Location.End..];
        }

        return certificates.Count > 0 ? certificates : throw new CryptographicException("there is no certificate in it");
    }

    /// <summary>The first certificate of one file with the key of another, which may be the same.</summary>
    /// <exception cref="CryptographicException">One of them is missing or damaged, they do not belong together, or the key is neither RSA nor EC.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static X509Certificate2 CertificateWithKey(string certificatePath, string keyPath)
    {
        var certificate = Certificates(certificatePath)[0];
        var key = File.ReadAllText(keyPath);
        try
        {
            switch (certificate.GetKeyAlgorithm())
            {
                case Rsa:
                    using (var rsa = RSA.Create())
                    {
                        rsa.ImportFromPem(key);
                        return certificate.CopyWithPrivateKey(rsa);
                    }

                case Ec:
                    using (var ec = ECDsa.Create())
                    {
                        ec.ImportFromPem(key);
                        return certificate.CopyWithPrivateKey(ec);
                    }

                case var other:
                    throw new CryptographicException($"a key of algorithm {other}, which is neither RSA nor EC");
            }
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException($"{keyPath}: {e.Message}", e);
        }
    }
}
