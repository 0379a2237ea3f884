-- SQLite has one writer, who holds the lock already.
select 1 where $1 is null
