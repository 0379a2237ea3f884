-- SQLite has one writer, who holds the lock already; PostgreSQL takes one on the key here.
select 1 where $1 is null and $2 is null
