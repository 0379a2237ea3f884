delete from view.bucket_compaction
