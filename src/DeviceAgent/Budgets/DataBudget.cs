using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Budgets;

/// <summary>
/// Keeps account of what is sent, and says whether an attachment may be sent now. One that may not waits in the spool for the next day, or for a
/// way that costs nothing. The account survives restarts while there is any bound; a power cut may lose what was sent since the last sync.
/// </summary>
internal sealed class DataBudget
{
    private readonly Lock _gate = new();
    private readonly BudgetOptions _options;
    private readonly Func<long> _serverPerDay;
    private readonly string _path;
    private readonly string _proc;
    private readonly TimeProvider _time;
    private readonly AgentCounters _counters;
    private readonly AgentLog _log;
    private BudgetUse _use;

    /// <param name="options">From the device's configuration.</param>
    /// <param name="serverPerDay">The server's bound on all that is sent in a day; 0 when it has none. The lower of the two counts.</param>
    /// <param name="path">Where the account is kept.</param>
    /// <param name="proc">Root of <c>/proc</c>.</param>
    /// <param name="time">Whose UTC days and months they are.</param>
    /// <param name="counters">For what is sent, by kind.</param>
    /// <param name="log">Told when the account is lost.</param>
    public DataBudget(BudgetOptions options, Func<long> serverPerDay, string path, string proc, TimeProvider time, AgentCounters counters, AgentLog log)
    {
        _options = options;
        _serverPerDay = serverPerDay;
        _path = path;
        _proc = proc;
        _time = time;
        _counters = counters;
        _log = log;
        _use = Read() ?? BudgetUse.None;
    }

    /// <summary>Whether an attachment of this type may be sent now.</summary>
    public bool Allows(EntryType type)
    {
        lock (_gate)
        {
            _use = _use.At(_time.GetUtcNow());
            return Within(_use.Today, PerDay())
                && Within(_use.ThisMonth, _options.PerMonth)
                && (Within(_use.Metered, _options.MeteredPerDay) || !IsMetered())
                && Within(Used(type), Limit(type));
        }
    }

    /// <summary>Counts what was sent: of an attachment's type, or of the entries themselves.</summary>
    public void Spend(EntryType? attachment, long bytes)
    {
        lock (_gate)
        {
            var use = _use.At(_time.GetUtcNow());
            var metered = _options.MeteredPerDay != 0 && IsMetered() ? bytes : 0;
            use = use with { Today = use.Today + bytes, ThisMonth = use.ThisMonth + bytes, Metered = use.Metered + metered };
            _use = attachment switch
            {
                EntryType.LogFile => use with { Logs = use.Logs + bytes },
                EntryType.Coredump => use with { Coredumps = use.Coredumps + bytes },
                EntryType.Recording => use with { Recordings = use.Recordings + bytes },
                _ => use,
            };
        }

        _counters.Add(
            attachment switch
            {
                EntryType.LogFile => AgentCounter.SentLogBytes,
                EntryType.Coredump => AgentCounter.SentCoredumpBytes,
                EntryType.Recording => AgentCounter.SentRecordingBytes,
                _ => AgentCounter.SentEntryBytes,
            },
            bytes);
    }

    /// <summary>
    /// What is used of each bound that is set, by the name of its setting. Without a bound no account is kept over restarts, and only the counters of what is
    /// sent tell of it.
    /// </summary>
    public IReadOnlyList<BudgetLevel> Levels()
    {
        BudgetUse use;
        lock (_gate)
        {
            use = _use = _use.At(_time.GetUtcNow());
        }

        var levels = new List<BudgetLevel>();
        Add("budget_per_day", use.Today, PerDay());
        Add("budget_per_month", use.ThisMonth, _options.PerMonth);
        Add("budget_logs_per_day", use.Logs, _options.LogsPerDay);
        Add("budget_coredumps_per_day", use.Coredumps, _options.CoredumpsPerDay);
        Add("budget_recordings_per_day", use.Recordings, _options.RecordingsPerDay);
        Add("budget_metered_per_day", use.Metered, _options.MeteredPerDay);
        return levels;

        void Add(string name, long used, long limit)
        {
            if (limit != 0)
            {
                levels.Add(new BudgetLevel(name, used, limit));
            }
        }
    }

    /// <summary>Keeps the account, after a sync. Without a bound nobody asks for it, and it would cost the flash a page each time.</summary>
    public void Save()
    {
        if (!IsBounded())
        {
            return;
        }

        string text;
        lock (_gate)
        {
            text = _use.ToString();
        }

        try
        {
            AtomicFile.Replace(_path, text + "\n", durable: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Warn("budget", $"{_path}: {e.Message}; after a restart the day begins anew");
        }
    }

    /// <summary>The lower of the device's bound and the server's; 0 when there is neither.</summary>
    private long PerDay()
    {
        var server = _serverPerDay();
        return _options.PerDay == 0 || server == 0 ? _options.PerDay + server : Math.Min(_options.PerDay, server);
    }

    private bool IsBounded() => (_options.PerDay | _options.PerMonth | _options.LogsPerDay | _options.CoredumpsPerDay | _options.RecordingsPerDay
        | _options.MeteredPerDay | _serverPerDay()) != 0;

    private static bool Within(long used, long limit) => limit == 0 || used < limit;

    private long Used(EntryType type) => type switch
    {
        EntryType.LogFile => _use.Logs,
        EntryType.Coredump => _use.Coredumps,
        EntryType.Recording => _use.Recordings,
        _ => 0,
    };

    private long Limit(EntryType type) => type switch
    {
        EntryType.LogFile => _options.LogsPerDay,
        EntryType.Coredump => _options.CoredumpsPerDay,
        EntryType.Recording => _options.RecordingsPerDay,
        _ => 0,
    };

    private bool IsMetered() => DefaultRoute.FindInterface(_proc) is { } used
        && _options.MeteredInterfaces.Any(name => name.EndsWith('*') ? used.StartsWith(name[..^1], StringComparison.Ordinal) : used == name);

    private BudgetUse? Read()
    {
        try
        {
            if (!File.Exists(_path))
            {
                return null;
            }

            var use = BudgetUse.Parse(File.ReadAllText(_path));
            if (use is null)
            {
                DamagedFile.BeginAnew(_path, "budget", "the day begins anew", _log);
            }

            return use;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Warn("budget", $"{_path}: {e.Message}; the day begins anew");
            return null;
        }
    }
}
