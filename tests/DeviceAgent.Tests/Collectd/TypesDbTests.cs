using Fleet.DeviceAgent.Collectd;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Collectd;

public sealed class TypesDbTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Names_of_a_file_stand_above_those_that_are_built_in()
    {
        var types = new TypesDb();
        Assert.Empty(types.Read(Write("# mine\n\nload\tone:GAUGE:0:5000, two:GAUGE:0:5000\nmine a:DERIVE:0:U,b:COUNTER:U:U, c:ABSOLUTE:0:10\nuptime value:GAUGE:0:1\n")));
        Assert.Equal(["p-/load-@ Gauge:one=1 Gauge:two=1"], Lists.OfPacket(Packet("load", 2), types: types));
        Assert.Equal(["p-/mine-@ Gauge:a=1 Gauge:b=1 Gauge:c=1"], Lists.OfPacket(Packet("mine", 3), types: types));
        Assert.Equal(["p-/if_octets-@ Gauge:rx=1 Gauge:tx=1"], Lists.OfPacket(Packet("if_octets", 2), types: types));
    }

    [Fact]
    public void A_type_with_another_number_of_values_is_not_named() =>
        Assert.Equal(["p-/load-@ Gauge:=1 Gauge:=1"], Lists.OfPacket(Packet("load", 2), types: new TypesDb()));

    [Fact]
    public void Lines_that_are_none_are_said_by_number()
    {
        var problems = new TypesDb().Read(Write("good a:GAUGE:0:1, b:GAUGE:0:1\nbad\nworse a:METER:0:1\nbare a\n"));
        Assert.Equal([2, 3, 4], problems.Select(problem => int.Parse(problem.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void The_file_of_the_real_collectd_has_no_line_that_is_none()
    {
        Assert.True(File.Exists(TypesDb.DefaultFile), "needs Debian's collectd-core (apt-get install --no-install-recommends collectd-core)");
        var types = new TypesDb();
        Assert.Empty(types.Read(TypesDb.DefaultFile));
        Assert.Equal(["p-/mysql_octets-@ Gauge:rx=1 Gauge:tx=1"], Lists.OfPacket(Packet("mysql_octets", 2), types: types));
    }

    [Fact]
    public void What_is_built_in_is_what_the_real_collectd_has()
    {
        Assert.True(File.Exists(TypesDb.DefaultFile), "needs Debian's collectd-core (apt-get install --no-install-recommends collectd-core)");
        var real = new TypesDb();
        real.Read(TypesDb.DefaultFile);
        foreach (var type in TypesDb.BuiltInTypes)
        {
            for (var count = 2; count <= 4; count++)
            {
                var builtIn = Lists.OfPacket(Packet(type, count), types: new TypesDb())[0];
                Assert.True(builtIn.Contains(":=", StringComparison.Ordinal) || builtIn == Lists.OfPacket(Packet(type, count), types: real)[0], builtIn);
            }
        }
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused() =>
        Assert.Throws<IOException>(() => new TypesDb().Read(Write(new string('#', 2 * 1024 * 1024))));

    private string Write(string text)
    {
        File.WriteAllText(_directory["types.db"], text);
        return _directory["types.db"];
    }

    private static byte[] Packet(string type, int values) =>
        new PacketBuilder().Named("p", type).Values(1, [.. Enumerable.Repeat(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(BitConverter.DoubleToUInt64Bits(1)), values)]).Bytes;
}
