using System.Buffers.Binary;
using System.IO.Hashing;
using Fleet.Symbolication.Tables;

namespace Fleet.Symbolication.Tests.Tables;

/// <summary>A file of tables that is not as it was written makes no frame another one, and no process fail.</summary>
public sealed class DamagedTablesTests
{
    private const int Steps = 60;

    [Theory]
    [InlineData("")]
    [InlineData("--compress-debug-sections=zlib")]
    public void A_byte_that_changed_anywhere_changes_no_frame(string option)
    {
        using var program = new TabledProgram("g++", "-g -O2");
        var path = option.Length == 0 ? program.File : program.Copy("other", "objcopy", option);
        program.Tables.Make(path);
        var table = program.TableFile;
        var whole = File.ReadAllBytes(table);
        var expected = program.Frames();
        var random = new Random(1);
        for (var at = 0; at < whole.Length; at += at < 2 * TableHeader.Size ? 1 + random.Next(4) : 1 + random.Next(2 * whole.Length / Steps))
        {
            // Another file each time: one that is mapped is not written to.
            File.Delete(table);
            File.WriteAllBytes(table, [.. whole[..at], (byte)(whole[at] ^ (1 << random.Next(8))), .. whole[(at + 1)..]]);
            var actual = program.Frames(program.Open().Open(path, "program"));
            Assert.True(expected.SequenceEqual(actual), $"byte {at} of {whole.Length}");
        }
    }

    [Fact]
    public void A_part_that_is_damaged_is_noticed()
    {
        using var program = new TabledProgram("g++", "-g -O2");
        program.Tables.Make(program.File);
        var table = program.TableFile;
        var whole = File.ReadAllBytes(table);
        foreach (var part in Parts(whole))
        {
            File.Delete(table);
            File.WriteAllBytes(table, [.. whole[..part.At], (byte)~whole[part.At], .. whole[(part.At + 1)..]]);
            var file = program.Open().Open(program.File, "program");
            program.Frames(file);
            Assert.True(file.Derived!.IsDamaged, $"{part}");
        }
    }

    [Fact]
    public void A_file_that_was_cut_is_made_anew()
    {
        using var program = new TabledProgram("g++", "-g -O2");
        program.Tables.Make(program.File);
        var table = program.TableFile;
        var whole = File.ReadAllBytes(table);
        foreach (var length in (int[])[0, 1, TableHeader.Size - 1, TableHeader.Size, whole.Length / 2, whole.Length - 1])
        {
            File.Delete(table);
            File.WriteAllBytes(table, whole[..length]);
            var tables = program.Open();
            Assert.Null(tables.Open(program.File, "program").Derived);
            Assert.Equal(1, tables.Damaged);
            Assert.True(tables.Make(program.File));
            Assert.Equal(whole, File.ReadAllBytes(table));
        }
    }

    [Fact]
    public void Tables_of_another_build_or_another_file_are_made_anew()
    {
        using var program = new TabledProgram("g++", "-g -O2");
        program.Tables.Make(program.File);
        var table = program.TableFile;
        var whole = File.ReadAllBytes(table);
        foreach (var field in (int[])[32, 40, 48, 64])
        {
            var other = whole.ToArray();
            other[field]++;
            BinaryPrimitives.WriteUInt64LittleEndian(other.AsSpan(88), XxHash3.HashToUInt64(other.AsSpan(0, 88)));
            File.Delete(table);
            File.WriteAllBytes(table, other);
            var tables = program.Open();
            Assert.Null(tables.Open(program.File, "program").Derived);
            Assert.True(tables.Make(program.File));
        }
    }

    /// <summary>As the directory has them.</summary>
    private static List<(int At, int Length, int Line)> Parts(byte[] file)
    {
        var directory = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(16));
        var count = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(24));
        return
        [
            .. Enumerable.Range(0, count).Select(i => directory + (i * TableHeader.PartSize)).Select(line =>
                ((int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(line + 16)), (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(line + 24)), line)),
        ];
    }
}
