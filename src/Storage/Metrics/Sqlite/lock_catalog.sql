-- SQLite has one writer, who holds the lock already; PostgreSQL takes one on the project here.
select 1 where $1 is null
