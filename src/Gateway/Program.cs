using Fleet.Gateway.Embedded;

return await EmbeddedCommand.Create().Parse(args).InvokeAsync();
