delete from bucket_mark
