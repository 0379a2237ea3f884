delete from view.bucket_compaction where bucket = $1
