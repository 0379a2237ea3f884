select coalesce(sum(bytes), 0) from column_file
