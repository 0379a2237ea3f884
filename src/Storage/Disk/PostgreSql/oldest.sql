select 1, min(from_at) from view.column_file
union all
select 2, min(start) from view.bucket_mark
union all
select 5, min(captured_at) from view.observation where type = 7
union all
select 6, min(captured_at) from view.observation where type in (6, 8, 9)
