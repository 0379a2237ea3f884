using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Attributes;

/// <summary><c>attributes list</c> and <c>attributes writer</c>.</summary>
internal static class AttributePolicyCommands
{
    private static readonly Dictionary<string, AttributeWriter> Writers = new(StringComparer.Ordinal)
    {
        ["device"] = AttributeWriter.Device,
        ["unset"] = AttributeWriter.DeviceIfUnset,
        ["operator"] = AttributeWriter.Operator,
    };

    public static ExampleCommand List(CliEnvironment environment)
    {
        var command = new ExampleCommand("list", "Lists the attributes that not everyone may write.", "fleet attributes list");
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Management.ListAttributePoliciesAsync(
                new ListAttributePoliciesRequest { Project = context.Project }, cancellationToken: context.Cancellation);
            context.Print(answer, () => Table(answer.Policies));
        });
        return command;
    }

    public static ExampleCommand Set(CliEnvironment environment)
    {
        var key = new Argument<string>("key") { Description = "Key of the attribute." };
        var writer = new Argument<string>("writer")
        {
            Description = "device: the device and people; unset: the device while there is no value, people always; operator: people only.",
        };
        writer.AcceptOnlyFromAmong([.. Writers.Keys]);
        var command = new ExampleCommand(
            "writer",
            "Says who may write an attribute. A device's write against it is not taken and shows in 'fleet processing list'.",
            "fleet attributes writer site operator",
            "fleet attributes writer factory_region unset",
            "fleet attributes writer site device") { key, writer };
        command.SetApiAction(environment, async context =>
        {
            var policy = new AttributePolicy { Key = context.Parsed.GetValue(key), Writer = Writers[context.Parsed.GetValue(writer)!] };
            var answer = await context.Api.Management.SetAttributePolicyAsync(
                new SetAttributePolicyRequest { Project = context.Project, Policy = policy }, cancellationToken: context.Cancellation);
            context.Print(answer, () => Table([answer.Policy]));
        });
        return command;
    }

    private static Table Table(IEnumerable<AttributePolicy> policies)
    {
        var table = new Table("ATTRIBUTE", "WRITER");
        foreach (var policy in policies)
        {
            table.Add(policy.Key, Writers.First(w => w.Value == policy.Writer).Key);
        }

        return table;
    }
}
