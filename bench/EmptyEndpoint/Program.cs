// Reads the whole body, as a server must that stores it, and answers as many bytes as an acknowledgement has.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();
var reply = new byte[20];
app.MapPost("/{**path}", async (HttpContext context) =>
{
    var body = context.Request.BodyReader;
    while (true)
    {
        var read = await body.ReadAsync(context.RequestAborted);
        body.AdvanceTo(read.Buffer.End);
        if (read.IsCompleted)
        {
            break;
        }
    }

    context.Response.ContentLength = reply.Length;
    context.Response.ContentType = "application/msgpack";
    await context.Response.BodyWriter.WriteAsync(reply, context.RequestAborted);
});
await app.RunAsync();
