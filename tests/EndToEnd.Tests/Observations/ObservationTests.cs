using Fleet.EndToEnd.Tests.Server;

namespace Fleet.EndToEnd.Tests.Observations;

[Collection(EmbeddedServer.Collection)]
public sealed class ObservationTests(EmbeddedServer embedded) : IDisposable
{
    private readonly ObservationStory _story = new(embedded.Server);

    public void Dispose() => _story.Dispose();

    [Fact]
    public Task Every_type_is_taken_listed_and_downloaded_byte_for_byte_once_its_attachment_is_there() => _story.EveryTypeAsync();

    [Fact]
    public Task Device_is_told_of_a_request_until_it_answers() => _story.RequestAsync();

    [Fact]
    public Task Developer_mode_ends_by_itself_and_its_configuration_is_confirmed() => _story.DeveloperModeAsync();
}
