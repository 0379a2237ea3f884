using System.Globalization;
using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Tests.Cfi;

/// <summary>What <c>readelf --debug-dump=frames-interp</c> says of a table, and how a row of ours is written there.</summary>
internal static class ReadelfFrames
{
    /// <param name="Rules">By column, as it is written: <c>c-16</c>, <c>u</c>, <c>exp</c>.</param>
    internal sealed record Row(ulong Start, ulong End, string Cfa, IReadOnlyDictionary<string, string> Rules);

    private static readonly string[] X64 = ["rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rip"];
    private static readonly string[] RiscV =
    [
        "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
        "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
    ];

    public static string Name(Machine machine, int register) => machine switch
    {
        Machine.X64 => X64[register],
        Machine.RiscV64 => RiscV[register],
        Machine.Arm64 => register == 31 ? "sp" : $"x{register}",
        _ => $"r{register}",
    };

    /// <summary>All rows of the functions of a section.</summary>
    public static List<Row> Read(string path, string section)
    {
        List<Row> rows = [];
        Dictionary<string, (string[] Columns, List<string[]> Rows)> common = [];
        string? name = null;
        (ulong Start, ulong End, string Common)? function = null;
        string[] columns = [];
        List<string[]> lines = [];
        var isIn = false;
        foreach (var line in Tool.Run("readelf", "--debug-dump=no-follow-links,frames-interp", path).Split('\n').Append(""))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line.StartsWith("Contents of the ", StringComparison.Ordinal))
            {
                isIn = string.Equals(words[3].Replace(".z", ".", StringComparison.Ordinal), section, StringComparison.Ordinal);
            }
            else if (!isIn)
            {
            }
            else if (words.Length == 0)
            {
                if (function is { } done)
                {
                    var shown = lines.Count > 0 ? (columns, lines) : common[done.Common];
                    Add(rows, done.Start, done.End, shown.Item1, shown.Item2);
                }
                else if (name is not null)
                {
                    common[name] = (columns, lines);
                }

                (name, function, columns, lines) = (null, null, [], []);
            }
            else if (words.Contains("CIE"))
            {
                name = words[0];
            }
            else if (words.Contains("FDE"))
            {
                var range = words.First(word => word.StartsWith("pc=", StringComparison.Ordinal))[3..].Split("..");
                function = (Hex(range[0]), Hex(range[1]), words.First(word => word.StartsWith("cie=", StringComparison.Ordinal))[4..]);
            }
            else if (words[0] == "LOC")
            {
                columns = words[2..];
            }
            else if (words[0].Length is 8 or 16)
            {
                // A register is followed by its name in brackets.
                lines.Add([.. words.Where(word => word[0] != '(')]);
            }
        }

        return rows;
    }

    /// <summary>A row of ours in the columns that readelf shows, those that no frame keeps left out.</summary>
    public static string Describe(CfiRow row, Machine machine, IEnumerable<string> columns)
    {
        if (row.Problem is { } problem)
        {
            return $"none: {problem}";
        }

        var cfa = row.CfaRegister >= 0 ? $"{Name(machine, row.CfaRegister)}{row.CfaOffset:+0;-0;+0}" : "exp";
        return cfa + string.Concat(columns.Select(column => $" {column}={Rule(row, machine, column)}"));
    }

    public static string Describe(Row row, IEnumerable<string> columns) => row.Cfa + string.Concat(columns.Select(column => $" {column}={row.Rules[column]}"));

    /// <summary>Columns that are kept: general registers and the return address.</summary>
    public static IEnumerable<string> Kept(Row row, Machine machine) =>
        row.Rules.Keys.Where(column => column == "ra" || Enumerable.Range(0, machine.GeneralRegisters).Any(register => Name(machine, register) == column));

    private static string Rule(CfiRow row, Machine machine, string column)
    {
        var rule = row.Rules.FirstOrDefault(r => (column == "ra" && r.Register == row.ReturnColumn) || Name(machine, r.Register) == column).Rule;
        return rule.Kind switch
        {
            CfiRuleKind.Offset => $"c{rule.Operand:+0;-0;+0}",
            CfiRuleKind.ValueOffset => $"v{rule.Operand:+0;-0;+0}",
            CfiRuleKind.Expression => "exp",
            CfiRuleKind.ValueExpression => "vexp",
            CfiRuleKind.SameValue => "s",
            CfiRuleKind.Register => $"r{rule.Operand}",
            _ => "u",
        };
    }

    private static void Add(List<Row> rows, ulong start, ulong end, string[] columns, List<string[]> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var from = lines.Count == 1 ? start : Hex(lines[i][0]);
            var to = i + 1 < lines.Count ? Hex(lines[i + 1][0]) : end;
            if (from < to)
            {
                rows.Add(new Row(from, to, lines[i][1], columns.Zip(lines[i][2..]).ToDictionary(pair => pair.First, pair => pair.Second)));
            }
        }
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
