delete from bucket_compaction where bucket = $1
