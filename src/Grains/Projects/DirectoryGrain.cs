using Fleet.Domain.Devices;
using Fleet.Domain.Projects;
using Fleet.Domain.Retention;
using Fleet.Domain.Traces.Tickets;
using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Orleans.Runtime;

namespace Fleet.Grains.Projects;

/// <summary>
/// Changes are written before they are seen. After a failed write nobody knows what the store has: the state is as before for whoever asks
/// meanwhile, and the next activation reads it.
/// </summary>
internal sealed class DirectoryGrain(
    [PersistentState("directory", OperatorStorage.Name)] IPersistentState<DirectoryState> stored,
    TimeProvider time) : Grain, IDirectoryGrain
{
    /// <summary>
    /// Age from which the state is read again before it is handed out: another process on the same database has a directory of its own, and
    /// a key that was revoked there must not stay good here.
    /// </summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(500);

    /// <summary>Attributes of a project that have a policy of their own: they go along with uploads.</summary>
    private const int MaxAttributePolicies = 256;

    /// <summary>Trackers of a project, and characters of the name of one.</summary>
    private const int MaxTrackers = 16;
    private const int MaxTrackerName = 64;

    private long _readAt = time.GetTimestamp();

    private DirectoryState State => stored.State;

    public async Task<DirectorySnapshot?> Read(long knownVersion)
    {
        if (time.GetElapsedTime(_readAt) >= MaxAge)
        {
            await stored.ReadStateAsync();
            _readAt = time.GetTimestamp();
        }

        return knownVersion == State.Version && knownVersion != 0
            ? null
            : new DirectorySnapshot(State.Version, [.. State.Projects], [.. State.Credentials]) { AttributePolicies = [.. State.AttributePolicies], Retentions = [.. State.Retentions], Trackers = [.. State.Trackers] };
    }

    public Task CreateProject(string name)
    {
        if (!ProjectName.IsValid(name))
        {
            throw new ArgumentException($"'{name}' is not a project name: it must match {ProjectName.Pattern}", nameof(name));
        }

        return State.Projects.Exists(p => p.Name == name)
            ? Task.CompletedTask
            : ChangeAsync(to => to.Projects.Add(new ProjectInfo(name, 0, 0, Monitoring: true, Debugging: true, Logging: false)));
    }

    public Task AddCredential(Credential credential)
    {
        Find(credential.Project);
        if (State.Credentials.Exists(c => c.SecretHash == credential.SecretHash || c.Id == credential.Id))
        {
            throw new ArgumentException($"there is a credential {credential.Id} already", nameof(credential));
        }

        return ChangeAsync(to => to.Credentials.Add(credential));
    }

    public async Task<bool> Revoke(string project, string id)
    {
        var index = State.Credentials.FindIndex(c => c.Project == project && c.Id == id && c.RevokedAtMs is null);
        if (index < 0)
        {
            return false;
        }

        await ChangeAsync(to => to.Credentials[index] = to.Credentials[index] with { RevokedAtMs = time.GetUtcNow().ToUnixTimeMilliseconds() });
        return true;
    }

    public async Task<ProjectInfo> ChangeConfiguration(string project, ConfigurationChange change)
    {
        if (change.ReportIntervalMs is not null and not 0 and (< SettingLimits.MinReportIntervalMs or > SettingLimits.MaxReportIntervalMs))
        {
            throw new ArgumentException(
                $"a report interval of {change.ReportIntervalMs} ms is not between {SettingLimits.MinReportIntervalMs} and {SettingLimits.MaxReportIntervalMs}", nameof(change));
        }

        var before = Find(project);
        var index = State.Projects.IndexOf(before);
        var changed = before with
        {
            ReportIntervalMs = change.ReportIntervalMs ?? before.ReportIntervalMs,
            Monitoring = change.Monitoring ?? before.Monitoring,
            Debugging = change.Debugging ?? before.Debugging,
            Logging = change.Logging ?? before.Logging,
        };
        if (changed != before)
        {
            changed = changed with { ConfigurationRevision = changed.ConfigurationRevision + 1 };
            await ChangeAsync(to => to.Projects[index] = changed);
        }

        return changed;
    }

    public async Task<AttributePolicy> SetAttributePolicy(string project, string key, int policy)
    {
        Find(project);
        if (!KeyTable.IsValidKey(key))
        {
            throw new ArgumentException($"key: '{key}' is not a key ([A-Za-z0-9._:/@%+-], 1 to {ProtocolLimits.MaxKeyLength})");
        }

        if (!Enum.IsDefined((AttributeWritePolicy)policy))
        {
            throw new ArgumentException($"policy: {policy} is none");
        }

        var wanted = new AttributePolicy(project, key.ToLowerInvariant(), policy);
        bool IsOfSame(AttributePolicy other) => other.Project == project && other.Key == wanted.Key;
        var before = State.AttributePolicies.Find(IsOfSame);
        if ((before?.Policy ?? (int)AttributeWritePolicy.Device) == policy)
        {
            return wanted;
        }

        if (before is null && State.AttributePolicies.Count(p => p.Project == project) >= MaxAttributePolicies)
        {
            throw new ArgumentException($"key: {MaxAttributePolicies} attributes have policies already");
        }

        await ChangeAsync(to =>
        {
            to.AttributePolicies.RemoveAll(IsOfSame);
            if (policy != (int)AttributeWritePolicy.Device)
            {
                to.AttributePolicies.Add(wanted);
            }
        });
        return wanted;
    }

    public async Task SetRetention(string project, IReadOnlyList<RetentionSetting> settings)
    {
        Find(project);
        foreach (var setting in settings)
        {
            var kind = (RetentionKind)setting.Kind;
            if (!Enum.IsDefined(kind))
            {
                throw new ArgumentException($"kind: {setting.Kind} is none");
            }

            if (!RetentionRules.IsValid(setting.Days))
            {
                throw new ArgumentException(
                    $"{kind.ToString().ToLowerInvariant()}: {setting.Days} days are not between {RetentionRules.MinDays} and {RetentionRules.MaxDays}, nor 0, which is for ever");
            }
        }

        if (settings.Any(s => Days((RetentionKind)s.Kind) != s.Days))
        {
            await ChangeAsync(to =>
            {
                to.Retentions.RemoveAll(r => r.Project == project && settings.Any(s => s.Kind == r.Kind));
                to.Retentions.AddRange(settings.Where(s => s.Days != RetentionRules.DefaultDays((RetentionKind)s.Kind)).Select(s => s with { Project = project }));
            });
        }

        int Days(RetentionKind kind) => State.Retentions.Find(r => r.Project == project && r.Kind == (int)kind)?.Days ?? RetentionRules.DefaultDays(kind);
    }

    public async Task SetTrackers(string project, IReadOnlyList<TrackerSetting> trackers)
    {
        Find(project);
        if (trackers.Count > MaxTrackers)
        {
            throw new ArgumentException($"trackers: {trackers.Count}, at most {MaxTrackers} are allowed");
        }

        foreach (var tracker in trackers)
        {
            if (tracker.Name.Length is 0 or > MaxTrackerName || tracker.Name.Any(char.IsControl) || trackers.Count(t => t.Name == tracker.Name) > 1)
            {
                throw new ArgumentException($"name: '{tracker.Name}' will not do: 1 to {MaxTrackerName} characters on one line, each name once");
            }

            TicketTemplate.Parse(tracker.Template);
        }

        List<TrackerSetting> wanted = [.. trackers.Select(t => t with { Project = project })];
        if (!State.Trackers.Where(t => t.Project == project).ToHashSet().SetEquals(wanted))
        {
            await ChangeAsync(to =>
            {
                to.Trackers.RemoveAll(t => t.Project == project);
                to.Trackers.AddRange(wanted);
            });
        }
    }

    private ProjectInfo Find(string project) => State.Projects.Find(p => p.Name == project)
        ?? throw new ArgumentException($"there is no project '{project}'", nameof(project));

    private async Task ChangeAsync(Action<DirectoryState> change)
    {
        var before = State;
        var after = new DirectoryState
        {
            Version = before.Version + 1,
            Projects = [.. before.Projects],
            Credentials = [.. before.Credentials],
            AttributePolicies = [.. before.AttributePolicies],
            Retentions = [.. before.Retentions],
            Trackers = [.. before.Trackers],
        };
        change(after);
        stored.State = after;
        try
        {
            await stored.WriteStateAsync();
        }
        catch
        {
            stored.State = before;
            DeactivateOnIdle();
            throw;
        }
    }
}
