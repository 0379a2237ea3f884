using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Google.Protobuf;

namespace Fleet.Cli.Credentials;

/// <summary>The same three commands for the keys of devices and the tokens of people.</summary>
internal static class CredentialCommands
{
    public static Command Keys(CliEnvironment environment) => new("keys", "Project keys, with which devices send.")
    {
        List(environment, CredentialKind.ProjectKey, "keys"),
        New(environment, "key", "keys", async (context, name) =>
        {
            var answer = await context.Api.Credentials.CreateProjectKeyAsync(
                new CreateProjectKeyRequest { Project = context.Project, DisplayName = name }, cancellationToken: context.Cancellation);
            return (answer, answer.Credential, answer.Secret);
        }),
        Revoke(environment, "key", "keys"),
    };

    public static Command Tokens(CliEnvironment environment) => new("tokens", "API tokens, with which people and programs ask.")
    {
        List(environment, CredentialKind.ApiToken, "tokens"),
        New(environment, "token", "tokens", async (context, name) =>
        {
            var answer = await context.Api.Credentials.CreateApiTokenAsync(
                new CreateApiTokenRequest { Project = context.Project, DisplayName = name }, cancellationToken: context.Cancellation);
            return (answer, answer.Credential, answer.Secret);
        }),
        Revoke(environment, "token", "tokens"),
    };

    private static ExampleCommand List(CliEnvironment environment, CredentialKind kind, string group)
    {
        var command = new ExampleCommand("list", $"Lists the {group}, revoked ones too, without their secrets.", $"fleet {group} list");
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Credentials.ListCredentialsAsync(
                new ListCredentialsRequest { Project = context.Project }, cancellationToken: context.Cancellation);
            var some = new ListCredentialsResponse { Credentials = { answer.Credentials.Where(c => c.Kind == kind) } };
            context.Print(some, () =>
            {
                var table = new Table("ID", "NAME", "CREATED (UTC)", "REVOKED (UTC)");
                foreach (var credential in some.Credentials)
                {
                    table.Add(credential.Id, credential.DisplayName, HumanTime.Minute(credential.CreateTime), HumanTime.Minute(credential.RevokeTime));
                }

                return table;
            });
        });
        return command;
    }

    private static ExampleCommand New(
        CliEnvironment environment, string thing, string group, Func<ApiContext, string, Task<(IMessage Answer, Credential Credential, string Secret)>> create)
    {
        var name = new Argument<string>("name") { Description = "What it is for; at most 100 characters." };
        var command = new ExampleCommand(
            "create",
            $"Creates a {thing} and shows it this once.",
            $"fleet {group} create 'line 3 of the factory'",
            $"fleet {group} create ci --json | jq -r .secret") { name };
        command.SetApiAction(environment, async context =>
        {
            var (answer, credential, secret) = await create(context, context.Parsed.GetValue(name)!);
            context.Print(answer, () =>
            {
                var table = new Table("ID", "NAME", thing.ToUpperInvariant());
                table.Add(credential.Id, credential.DisplayName, secret);
                return table;
            });
            context.Note($"The {thing} is shown this once: the server keeps its hash only.");
        });
        return command;
    }

    private static ExampleCommand Revoke(CliEnvironment environment, string thing, string group)
    {
        var id = new Argument<string>("id") { Description = $"Id of the {thing}; see 'fleet {group} list'." };
        var command = new ExampleCommand("revoke", $"Makes a {thing} invalid, for good.", $"fleet {group} revoke 7f3a9c") { id };
        command.SetApiAction(environment, async context =>
        {
            var answer = await context.Api.Credentials.RevokeCredentialAsync(
                new RevokeCredentialRequest { Project = context.Project, Id = context.Parsed.GetValue(id) }, cancellationToken: context.Cancellation);
            if (context.Parsed.GetValue(FleetCommand.Json))
            {
                await environment.Out.WriteLineAsync(JsonText.Of(answer));
            }

            context.Note("Revoked. Within two seconds no one can use it any more.");
        });
        return command;
    }
}
