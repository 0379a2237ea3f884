using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Sets;

internal static class SetMembersCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var name = new Argument<string>("name") { Description = "Name of the set." };
        var limit = PagedOptions.Limit(100);
        var command = new ExampleCommand(
            "members",
            "Lists the devices in a set by serial.",
            "fleet sets members low-battery",
            "fleet sets members low-battery --limit 100000 --json | jq -r '.members[].serial'") { name, limit };
        command.SetApiAction(environment, async context =>
        {
            var all = new ListDeviceSetMembersResponse();
            var request = new ListDeviceSetMembersRequest { Project = context.Project, Name = context.Parsed.GetValue(name) };
            await PagedOptions.ReadAsync(context.Parsed.GetValue(limit), "", async (size, token) =>
            {
                (request.PageSize, request.PageToken) = (size, token);
                var page = await context.Api.Sets.ListDeviceSetMembersAsync(request, cancellationToken: context.Cancellation);
                all.Members.Add(page.Members);
                (all.TotalSize, all.NextPageToken) = (page.TotalSize, page.NextPageToken);
                return (page.Members.Count, page.NextPageToken);
            });
            context.Print(all, () => MemberTable(all, environment));
            if (all.Members.Count < all.TotalSize)
            {
                context.Note($"{all.Members.Count} of {all.TotalSize} devices; --limit shows more.");
            }
        });
        return command;
    }

    private static Table MemberTable(ListDeviceSetMembersResponse answer, CliEnvironment environment)
    {
        var table = new Table("SERIAL", "ENTERED");
        foreach (var member in answer.Members)
        {
            table.Add(member.Serial, HumanTime.Ago(member.EnterTime, environment.Time.GetUtcNow()));
        }

        return table;
    }
}
