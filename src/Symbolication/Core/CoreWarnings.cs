using System.Collections.Immutable;

namespace Fleet.Symbolication.Core;

/// <summary>What a person should know of a core that is not whole, one sentence each.</summary>
internal sealed class CoreWarnings
{
    /// <summary>Nobody reads more.</summary>
    private const int MaxSentences = 32;

    private readonly List<string> _sentences = [];
    private int _more;

    public void Add(string sentence)
    {
        if (_sentences.Count < MaxSentences)
        {
            _sentences.Add(sentence);
        }
        else
        {
            _more++;
        }
    }

    public ImmutableArray<string> ToArray() => _more == 0 ? [.. _sentences] : [.. _sentences, $"There are {_more} more warnings."];
}
