select distinct project from issue_mark indexed by issue_mark_stale where stamp > merged
