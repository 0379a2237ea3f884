select project, kind, before_at, days, moved_at, row_count, file_count, bytes from retention order by project, kind
