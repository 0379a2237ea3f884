select bucket, epoch from view.bucket_compaction where bucket = any($1)
