using System.Globalization;
using System.Text;
using Fleet.Grains.Blobs;

namespace Fleet.Storage.Blobs;

/// <summary>
/// Where things are below the store's folder.
/// <code>
/// PROJECT/uploads/ab/ID.json        what was said at creation; the upload exists while this file does
/// PROJECT/uploads/ab/ID.data        the bytes so far, and perhaps more that were never promised
/// PROJECT/uploads/ab/ID.offset      8 bytes, little-endian: how many of them are promised
/// PROJECT/uploads/ab/ID.blob        the blob's name, written before the data is moved there
/// PROJECT/blobs/ab/cd/SHA256        content; its modification time is when it was last uploaded
/// PROJECT/blobs/ab/cd/SHA256.referenced
/// </code>
/// </summary>
internal sealed class BlobPaths(string root)
{
    public const string UploadSuffix = ".json";
    public const string ReferencedSuffix = ".referenced";

    /// <summary>Characters of a project that a path may hold, percent-encoded at worst to three times as many.</summary>
    private const int MaxProjectLength = 64;

    public string Root { get; } = Path.GetFullPath(root);

    public IEnumerable<string> Projects() => Directory.Exists(Root) ? Directory.EnumerateDirectories(Root) : [];

    public static string Uploads(string projectFolder) => Path.Combine(projectFolder, "uploads");

    public static string Blobs(string projectFolder) => Path.Combine(projectFolder, "blobs");

    /// <summary>Path of an upload's files without their suffix.</summary>
    public string Upload(string project, UploadId upload)
    {
        var name = upload.ToString();
        return Path.Combine(Uploads(Project(project)), name[..2], name);
    }

    public string Blob(string project, BlobId blob)
    {
        var name = blob.ToString();
        return Path.Combine(Blobs(Project(project)), name[..2], name[2..4], name);
    }

    /// <summary>Everything outside <c>[a-z0-9_-]</c> is percent-encoded: no project's name is a way out of the folder, or another's on a file system without case.</summary>
    public string Project(string project)
    {
        if (project.Length is 0 or > MaxProjectLength)
        {
            throw new ArgumentException($"a project's name has 1 to {MaxProjectLength} characters, not {project.Length}", nameof(project));
        }

        var name = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(project))
        {
            if (char.IsAsciiLetterLower((char)b) || char.IsAsciiDigit((char)b) || b is (byte)'_' or (byte)'-')
            {
                name.Append((char)b);
            }
            else
            {
                name.Append(CultureInfo.InvariantCulture, $"%{b:x2}");
            }
        }

        return Path.Combine(Root, name.ToString());
    }
}
