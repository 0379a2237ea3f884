-- SQLite has one writer, who holds the lock already; PostgreSQL takes that of the shard here, as every append does.
select 1 where $1 is null
