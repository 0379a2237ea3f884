select 1, min(from_at) from column_file
union all
select 2, min(start) from bucket_mark
union all
select 5, min(captured_at) from observation where type = 7
union all
select 6, min(captured_at) from observation where type in (6, 8, 9)
