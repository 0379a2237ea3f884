using System.Text;
using CsCheck;
using Fleet.Api.V1;
using Fleet.Cli.Devices.Csv;
using Attribute = Fleet.Api.V1.Attribute;

namespace Fleet.Cli.Tests.Devices.Csv;

public sealed class DeviceFileTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 0, 12],
        Gen.String[Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['\u00a1', '\u07ff']), 0, 12],
        Gen.Int[0, 9].Select(i => new[] { "", "true", "false", "12", "-0", "1e5", "=1+1", "@x", "\"", "\\" }[i]));

    private static readonly Gen<Attribute> Value = Gen.OneOf(
        Text.Select(text => new Attribute { Text = text }),
        Gen.Double.Where(double.IsFinite).Select(number => new Attribute { Number = number }),
        Gen.Bool.Select(flag => new Attribute { Flag = flag }));

    private static readonly Gen<Device> DeviceGen = Gen.Select(
        Gen.String[Gen.Char['a', 'z'], 1, 8], Text, Text.Where(t => t.Length > 0), Gen.Dictionary(Gen.String[Gen.Char['a', 'e'], 1, 2], Value)[0, 4], (cohort, nickname, hardware, attributes) =>
        {
            var device = new Device { Cohort = cohort, Nickname = nickname, HardwareVersion = hardware };
            device.Attributes.AddRange(attributes.Select(a => new Attribute(a.Value) { Key = a.Key }));
            return device;
        });

    [Fact]
    public void What_is_exported_is_read_back_as_the_same() => DeviceGen.Array[0, 8].Sample(devices =>
    {
        for (var i = 0; i < devices.Length; i++)
        {
            devices[i].Serial = $"SN-{i}";
        }

        var file = Read(Write(devices));
        Assert.Empty(file.Errors);
        Assert.Equal(devices.Select(d => d.Serial), file.Lines.Select(l => l.Device.Serial));
        foreach (var (device, read) in devices.Zip(file.Lines.Select(l => l.Device.Device)))
        {
            Assert.Equal((device.Cohort, device.Nickname, device.HardwareVersion), (read.Cohort, read.Nickname, read.HardwareVersion));
            Assert.Equal(
                device.Attributes.Select(a => (a.Key, a.ValueCase.ToString(), a.Text, a.Number, a.Flag)).Order(),
                read.Attributes.Select(a => (a.Key, a.ValueCase.ToString(), a.Text, a.Number, a.Flag)).Order());
        }
    });

    [Fact]
    public void No_cell_of_a_text_is_a_formula_for_a_spreadsheet()
    {
        var device = new Device { Serial = "a", Cohort = "c", Nickname = "=1+1", HardwareVersion = "@x", Attributes = { new Attribute { Key = "k", Text = "-2+3" }, new Attribute { Key = "n", Number = -2 } } };
        Assert.Equal(
            "serial,cohort,nickname,hardware_version,attribute.k,attribute.n\r\na,c,\"\"\"=1+1\"\"\",\"\"\"@x\"\"\",\"\"\"-2+3\"\"\",-2\r\n",
            Encoding.UTF8.GetString(Write([device])));
    }

    [Fact]
    public void An_empty_cell_leaves_a_thing_as_it_is()
    {
        var line = Assert.Single(Read("serial,cohort,nickname,attribute.site\nSN-1,,,\n").Lines);
        Assert.Equal((2L, "SN-1", false, false, 0), (line.Line, line.Device.Serial, line.Device.Device.HasCohort, line.Device.Device.HasNickname, line.Device.Device.Attributes.Count));
    }

    [Fact]
    public void Quoted_cells_empty_lines_a_byte_order_mark_and_names_in_any_case_are_taken()
    {
        var file = Read("\uFEFFSerial,\"Attribute.Site\"\r\n\r\nSN-1,\"Bern, West\"\r\nSN-2,12\r\n");
        Assert.Equal([(3L, "Bern, West", 0d), (4L, "", 12d)], file.Lines.Select(l => (l.Line, l.Device.Device.Attributes[0].Text, l.Device.Device.Attributes[0].Number)));
    }

    [Theory]
    [InlineData("", "line 1: the file is empty; its first line names the columns")]
    [InlineData("cohort\nx", "line 1: the column serial is missing")]
    [InlineData("serial,colour\nx,y", "line 1, column 2 (colour): no such column; there are serial, cohort, nickname, hardware_version and attribute.<key>")]
    [InlineData("serial;cohort\nx;y", "line 1, column 1 (serial;cohort): no such column; there are serial, cohort, nickname, hardware_version and attribute.<key>; columns are separated by commas")]
    [InlineData("serial,serial\nx,y", "line 1, column 2 (serial): is there twice")]
    [InlineData("serial,attribute.a b\nx,y", "line 1, column 2 (attribute.a b): no such column; there are serial, cohort, nickname, hardware_version and attribute.<key>")]
    [InlineData("serial,cohort\nx", "line 2: 1 cells, but the first line names 2 columns")]
    [InlineData("serial\na b", "line 2, column 1 (serial): 'a b' is not a serial ([A-Za-z0-9._:-]{1,128})")]
    [InlineData("serial,cohort\nx,a b", "line 2, column 2 (cohort): 'a b' is not a cohort ([A-Za-z0-9._:-]{1,128})")]
    [InlineData("serial\nx\ny\nx", "line 4: 'x' is on line 2 already")]
    [InlineData("serial,attribute.n\nx,1e999", "line 2, column 2 (attribute.n): 1e999 is too large a number")]
    [InlineData("serial,attribute.n\nx,\"\"\"a\"", "line 2, column 2 (attribute.n): \"a has no closing quote")]
    [InlineData("serial,nickname\nx,\"\"\"a\"\"b\"", "line 2, column 2 (nickname): \"a\"b goes on behind its closing quote")]
    public void What_is_wrong_is_told_with_its_line_and_column(string file, string error) => Assert.Equal(error, Assert.Single(Read(file).Errors).ToString());

    [Fact]
    public void The_lines_that_are_right_are_read_beside_those_that_are_not()
    {
        var file = Read("serial,cohort\na,x\nb,no good\nc,y\n");
        Assert.Equal(["a", "c"], file.Lines.Select(l => l.Device.Serial));
        Assert.Equal([3L], file.Errors.Select(e => e.Line));
    }

    [Fact]
    public void A_quote_that_is_never_closed_is_an_error_of_its_line() =>
        Assert.StartsWith("line 2: ", Assert.Throws<CliException>(() => Read("serial,nickname\nx,\"abc\ny,z\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void An_error_of_the_server_is_put_to_its_column()
    {
        var columns = DeviceColumns.Read(["serial", "cohort", "attribute.site"], [])!;
        Assert.Equal((2, 3, 0), (columns.Find("cohort: no"), columns.Find("attributes: 'site' is too long"), columns.Find("something else")));
    }

    private static DeviceFile Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static DeviceFile Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return DeviceFileReader.Read(stream);
    }

    private static byte[] Write(IReadOnlyCollection<Device> devices)
    {
        using var stream = new MemoryStream();
        DeviceFileWriter.Write(stream, devices);
        return stream.ToArray();
    }
}
