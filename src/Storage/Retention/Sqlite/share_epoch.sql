-- SQLite has one writer, who holds the lock already.
select epoch from retention_epoch
