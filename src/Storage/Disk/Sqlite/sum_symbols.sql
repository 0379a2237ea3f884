-- Content that several files have is on the disk once.
select coalesce(sum(bytes), 0) from (select max(bytes) as bytes from symbol_file group by project, sha256) as one
