using Fleet.Domain.Alerts;

namespace Fleet.Grains.Alerts;

/// <summary>What a round changes of tracks and incidents, gathered until it is committed.</summary>
/// <param name="shard">Of the devices.</param>
/// <param name="tracks">Where alerts stand with the devices of the round.</param>
/// <param name="open">The devices' open incidents.</param>
internal sealed class AlertChanges(int shard, IReadOnlyList<AlertTrack> tracks, IReadOnlyList<Incident> open)
{
    private readonly Dictionary<(long DeviceId, int AlertId), AlertTrack> _tracks = tracks.ToDictionary(track => (track.DeviceId, track.AlertId));
    private readonly Dictionary<(long DeviceId, int AlertId), Draft> _open = open.ToDictionary(incident => (incident.DeviceId, incident.AlertId), incident => new Draft(incident));
    private readonly HashSet<(long DeviceId, int AlertId)> _moved = [];
    private readonly Dictionary<long, HashSet<int>> _active = tracks.Select(track => (track.DeviceId, track.AlertId)).Concat(open.Select(incident => (incident.DeviceId, incident.AlertId)))
        .GroupBy(key => key.DeviceId, key => key.AlertId).ToDictionary(group => group.Key, group => group.ToHashSet());

    private readonly List<Draft> _drafts = [];
    private readonly Dictionary<(string Project, long Id), Draft> _numbered = [];

    public IReadOnlyCollection<AlertTrack> Tracks => [.. _moved.Select(key => _tracks.GetValueOrDefault(key)).OfType<AlertTrack>()];

    public IReadOnlyCollection<(long DeviceId, int AlertId)> Cleared => [.. _moved.Where(key => !_tracks.ContainsKey(key))];

    public IReadOnlyList<IncidentWrite> Incidents => [.. _drafts.Select(draft => new IncidentWrite(draft.Incident, draft.Entries))];

    public bool IsEmpty => _moved.Count == 0 && _drafts.Count == 0;

    /// <summary>Alerts that do not stand at OK with a device, or have an incident open.</summary>
    public IReadOnlyCollection<int> ActiveOf(long deviceId) => _active.GetValueOrDefault(deviceId) ?? [];

    public AlertState StateOf(long deviceId, int alertId) => _tracks.GetValueOrDefault((deviceId, alertId))?.State ?? default;

    public Incident? OpenOf(long deviceId, int alertId) => _open.GetValueOrDefault((deviceId, alertId))?.Incident;

    /// <param name="device">Whose.</param>
    /// <param name="alert">Which alert.</param>
    /// <param name="state">Where it stands.</param>
    /// <param name="isTold">Whether the incident that its timer opens is there already.</param>
    public void Set(WatchedDevice device, CompiledAlert alert, AlertState state, bool isTold = false)
    {
        var key = (device.DeviceId, alert.Definition.Id);
        if (state.Phase == AlertPhase.Ok)
        {
            if (_tracks.Remove(key))
            {
                _moved.Add(key);
                Settle(key);
            }

            return;
        }

        _tracks[key] = new AlertTrack(device.Project, device.DeviceId, alert.Definition.Id, alert.Definition.TestRevision, state, isTold ? null : state.DueMs(alert.Definition.Delays));
        _moved.Add(key);
        Activate(key);
    }

    /// <summary>Takes over what the values say now of the incidents that were known.</summary>
    /// <param name="device">Whose.</param>
    /// <param name="alert">Of which alert.</param>
    /// <param name="known">That the values were asked about, in order.</param>
    /// <param name="spans">What they say.</param>
    /// <param name="openedBy">For people: what opened one.</param>
    public void Take(WatchedDevice device, CompiledAlert alert, IReadOnlyList<Incident> known, IReadOnlyList<IncidentSpan> spans, Func<IncidentSpan, string> openedBy)
    {
        foreach (var change in IncidentChanges.Between([.. known.Select((incident, i) => ((long)i, incident.Span))], spans))
        {
            switch (change)
            {
                case IncidentChange.Opened opened:
                    Open(device, alert, opened.Span, openedBy(opened.Span));
                    break;
                case IncidentChange.Resolved resolved:
                    Move(known[(int)resolved.Id], resolved.Span, IncidentEntryKind.Resolved, IncidentText.Closed(resolved.Span));
                    break;
                case IncidentChange.Amended amended:
                    Move(known[(int)amended.Id], amended.Span, IncidentEntryKind.Amended, IncidentText.Amended(amended.Before, amended.Span));
                    break;
                case IncidentChange.Withdrawn withdrawn:
                    Withdraw(known[(int)withdrawn.Id]);
                    break;
                case IncidentChange.Lasted lasted:
                    Move(known[(int)lasted.Id], lasted.Span, null, "");
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(spans), change, "no such change");
            }
        }
    }

    /// <summary>Ends what an alert has with a device for another reason than a value.</summary>
    public void End(long deviceId, int alertId, long atMs, string reason)
    {
        var key = (deviceId, alertId);
        if (_tracks.Remove(key))
        {
            _moved.Add(key);
        }

        if (_open.Remove(key, out var draft))
        {
            var span = draft.Incident.Span;
            draft.Incident = draft.Incident with { Status = IncidentStatus.Resolved, Span = span with { ClosedMs = Math.Max(atMs, span.LastMs) } };
            Note(draft, IncidentEntryKind.Ended, reason);
        }

        Settle(key);
    }

    private void Open(WatchedDevice device, CompiledAlert alert, IncidentSpan span, string text)
    {
        var draft = new Draft(new Incident
        {
            Project = device.Project,
            Id = 0,
            AlertId = alert.Definition.Id,
            TestRevision = alert.Definition.TestRevision,
            Shard = shard,
            DeviceId = device.DeviceId,
            Serial = device.Serial,
            Span = span,
            Status = StatusOf(span),
        });
        Note(draft, IncidentEntryKind.Opened, text);
        if (span.ClosedMs is null)
        {
            _open[(device.DeviceId, alert.Definition.Id)] = draft;
            Activate((device.DeviceId, alert.Definition.Id));
        }
        else
        {
            Note(draft, IncidentEntryKind.Resolved, IncidentText.Closed(span));
        }
    }

    private void Move(Incident incident, IncidentSpan span, IncidentEntryKind? kind, string text)
    {
        var draft = DraftOf(incident);
        draft.Incident = draft.Incident with { Span = span, Status = StatusOf(span) };
        Note(draft, kind, text);
        var key = (incident.DeviceId, incident.AlertId);
        if (span.ClosedMs is null)
        {
            _open[key] = draft;
            Activate(key);
        }
        else
        {
            Close(key, draft);
        }
    }

    private void Withdraw(Incident incident)
    {
        var draft = DraftOf(incident);
        draft.Incident = draft.Incident with { Status = IncidentStatus.Withdrawn };
        Note(draft, IncidentEntryKind.Withdrawn, IncidentText.Withdrawn);
        Close((incident.DeviceId, incident.AlertId), draft);
    }

    private void Close((long DeviceId, int AlertId) key, Draft draft)
    {
        if (ReferenceEquals(_open.GetValueOrDefault(key), draft))
        {
            _open.Remove(key);
            Settle(key);
        }
    }

    private void Activate((long DeviceId, int AlertId) key)
    {
        if (!_active.TryGetValue(key.DeviceId, out var alerts))
        {
            _active.Add(key.DeviceId, alerts = []);
        }

        alerts.Add(key.AlertId);
    }

    private void Settle((long DeviceId, int AlertId) key)
    {
        if (!_tracks.ContainsKey(key) && !_open.ContainsKey(key))
        {
            _active.GetValueOrDefault(key.DeviceId)?.Remove(key.AlertId);
        }
    }

    private Draft DraftOf(Incident incident)
    {
        if (_open.GetValueOrDefault((incident.DeviceId, incident.AlertId)) is { } open && (ReferenceEquals(open.Incident, incident) || (incident.Id > 0 && open.Incident.Id == incident.Id)))
        {
            return open;
        }

        return _numbered.GetValueOrDefault((incident.Project, incident.Id)) ?? new Draft(incident);
    }

    private void Note(Draft draft, IncidentEntryKind? kind, string text)
    {
        if (!draft.IsNoted)
        {
            draft.IsNoted = true;
            _drafts.Add(draft);
            if (draft.Incident.Id > 0)
            {
                _numbered.Add((draft.Incident.Project, draft.Incident.Id), draft);
            }
        }

        if (kind is { } told)
        {
            draft.Entries.Add((told, text));
        }
    }

    private static IncidentStatus StatusOf(IncidentSpan span) => span.ClosedMs is null ? IncidentStatus.Open : IncidentStatus.Resolved;

    private sealed class Draft(Incident incident)
    {
        public Incident Incident { get; set; } = incident;

        /// <summary>Whether it is among what is to be written.</summary>
        public bool IsNoted { get; set; }

        public List<(IncidentEntryKind Kind, string Text)> Entries { get; } = [];
    }
}
