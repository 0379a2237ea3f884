using System.Text;

namespace Fleet.Symbolication.Dwarf;

/// <summary>The files that a line table names, read when they are asked for. DWARF 5, 6.2.4.</summary>
internal sealed class LineFiles
{
    private readonly Unit? _unit;
    private readonly DwarfSection? _section;
    private readonly DieAttribute[] _directories;
    private readonly Entry[] _files;
    private readonly bool _fromZero;
    private readonly string?[] _paths;

    /// <param name="fromZero">Version 5: the first directory is the unit's, and the first file too; before, both are missing and numbers begin at 1.</param>
    public LineFiles(Unit? unit, DwarfSection? section, DieAttribute[] directories, Entry[] files, bool fromZero)
    {
        _unit = unit;
        _section = section;
        _directories = directories;
        _files = files;
        _fromZero = fromZero;
        _paths = new string?[files.Length];
    }

    public static LineFiles None { get; } = new(null, null, [], [], fromZero: false);

    public int Count => _files.Length;

    /// <summary>The path of a file by its number, its directories joined; empty when there is none of that number.</summary>
    public string Path(ulong number)
    {
        var index = _fromZero ? number : number - 1;
        if (index >= (ulong)_files.Length || _unit is null)
        {
            return "";
        }

        return _paths[index] ??= Join(_files[index]);
    }

    private string Join(Entry file)
    {
        var name = _unit!.String(file.Name, _section!) ?? "";
        if (name.Length == 0 || name[0] == '/')
        {
            return Normalize(name);
        }

        var directory = Directory(file.Directory);
        return Normalize(directory.Length == 0 ? name : $"{directory}/{name}");
    }

    private string Directory(ulong number)
    {
        var compilation = _unit!.CompilationDirectory;
        var index = _fromZero ? number : number - 1;
        var directory = index < (ulong)_directories.Length ? _unit.String(_directories[index], _section!) ?? "" : "";
        return directory.Length == 0 ? compilation
            : directory[0] == '/' || compilation.Length == 0 || (_fromZero && number == 0) ? directory
            : $"{compilation}/{directory}";
    }

    /// <summary>Without <c>.</c>, empty parts and what <c>..</c> takes back, as far as the text alone can tell.</summary>
    private static string Normalize(string path)
    {
        if (!path.Contains("/.", StringComparison.Ordinal) && !path.Contains("//", StringComparison.Ordinal) && !path.StartsWith("./", StringComparison.Ordinal))
        {
            return path;
        }

        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        return new StringBuilder().Append(path[0] == '/' ? "/" : "").AppendJoin('/', parts).ToString();
    }

    /// <summary>A file: its name, and the number of its directory.</summary>
    public readonly record struct Entry(DieAttribute Name, ulong Directory);
}
