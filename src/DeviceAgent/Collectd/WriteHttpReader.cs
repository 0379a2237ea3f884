using System.Text.Json;
using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Collectd;

/// <summary>
/// Reads the value lists of one body of write_http in the format JSON: an array of objects, each
/// <c>{"values":[1.5],"dstypes":["gauge"],"dsnames":["value"],"time":1700000000.000,"plugin":"cpu","plugin_instance":"0","type":"cpu","type_instance":"user"}</c>
/// and more, in any order. What cannot be read is counted; behind a mistake in the JSON itself nothing more can be found.
/// </summary>
internal ref struct WriteHttpReader
{
    /// <summary>An array, an object, its meta data.</summary>
    private const int MaxDepth = 8;

    private readonly ReadOnlySpan<byte> _body;
    private readonly ValueList _list;
    private readonly AgentCounters _counters;
    private readonly JsonValueList _object = new();
    private Utf8JsonReader _json;
    private bool _isOver;

    /// <param name="body">JSON.</param>
    /// <param name="list">Takes what is read.</param>
    /// <param name="counters">Takes count of what is not read.</param>
    public WriteHttpReader(ReadOnlySpan<byte> body, ValueList list, AgentCounters counters)
    {
        _body = body;
        _list = list;
        _counters = counters;
        _json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <summary>What could not be read first, for the log; null when all could.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the body was JSON to its end.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Reads on to the next list of values; false at the end.</summary>
    public bool TryRead()
    {
        try
        {
            return !_isOver && TryReadList();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter: text that is no UTF-8.
            Stop(e.Message);
            return false;
        }
    }

    private bool TryReadList()
    {
        if (_json.TokenType == JsonTokenType.None && (!_json.Read() || _json.TokenType != JsonTokenType.StartArray))
        {
            return Stop("an array expected");
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.StartObject)
        {
            var start = _json.TokenStartIndex;
            if (_object.Read(ref _json, _body, _list))
            {
                return true;
            }

            if (_object.IsNotification)
            {
                _counters.Add(AgentCounter.CollectdUnsupported);
            }
            else
            {
                _counters.Add(AgentCounter.CollectdMalformed);
                Problem ??= $"offset {start}: not a list of values";
            }
        }

        if (_json.TokenType != JsonTokenType.EndArray)
        {
            return Stop("an object expected");
        }

        // Throws when something follows.
        _json.Read();
        _isOver = true;
        IsWhole = true;
        return false;
    }

    private bool Stop(string problem)
    {
        _isOver = true;
        _counters.Add(AgentCounter.CollectdMalformed);
        Problem ??= problem;
        return false;
    }
}
