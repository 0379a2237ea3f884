select distinct project from bucket_mark where stamp > merged order by project
