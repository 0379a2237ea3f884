select distinct project from view.bucket_mark where stamp > merged order by project
