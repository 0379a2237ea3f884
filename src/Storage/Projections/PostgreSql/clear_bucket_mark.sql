delete from view.bucket_mark
