using Fleet.Gateway.Access;

namespace Fleet.Gateway.Tests.Access;

public sealed class TokenFormatTests
{
    [Theory]
    [InlineData(TokenKind.ProjectKey, "flt_key_")]
    [InlineData(TokenKind.ApiToken, "flt_pat_")]
    public void A_token_says_what_it_is(TokenKind kind, string prefix)
    {
        var token = TokenFormat.Create(kind);

        Assert.Matches($"^{prefix}[0-9A-Za-z]{{40}}$", token);
        Assert.True(TokenFormat.TryParse(token, out var parsed));
        Assert.Equal(kind, parsed);
        Assert.NotEqual(token, TokenFormat.Create(kind));
    }

    [Fact]
    public void Any_change_of_one_character_is_found()
    {
        var token = TokenFormat.Create(TokenKind.ApiToken);
        for (var i = 0; i < token.Length; i++)
        {
            var other = token[i] == 'x' ? 'y' : 'x';
            Assert.False(TokenFormat.TryParse(token[..i] + other + token[(i + 1)..], out _), $"character {i}");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("flt_pat_")]
    [InlineData("flt_pat_ääääääääääääääääääääääääääääääääääääääää")]
    public void Garbage_is_not_a_token(string? text) => Assert.False(TokenFormat.TryParse(text, out _));

    [Fact]
    public void The_server_knows_the_SHA256_alone() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", TokenFormat.Hash("abc"));
}
