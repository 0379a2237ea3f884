select project, kind, before_at, days, moved_at, row_count, file_count, bytes from view.retention order by project, kind
