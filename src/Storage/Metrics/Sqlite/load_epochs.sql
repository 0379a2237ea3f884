select bucket, epoch from bucket_compaction where bucket in (select value from json_each($1))
