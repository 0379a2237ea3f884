select coalesce(sum(bytes), 0)::bigint from view.column_file
