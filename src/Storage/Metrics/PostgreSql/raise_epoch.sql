insert into view.bucket_compaction as c (bucket, epoch) values ($1, 1)
on conflict (bucket) do update set epoch = c.epoch + 1
