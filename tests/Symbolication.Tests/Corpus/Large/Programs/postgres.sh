#!/bin/sh
# A PostgreSQL server of its own, in the working directory, and one session with it: prints the id of the session's process, then a line for each 5,000 rows of its work.
#   postgres.sh FOLDER-OF-PROGRAMS sort|join|index
set -eu
programs=$1 work=$2
data=$PWD/data
as_user() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

case $work in
  sort) query="select count(*) from (select noted(i) collate \"C\" from generate_series(1, 100000000) i order by 1 desc) sorted" ;;
  join) query="select one.word, count(*) from words one join words other on one.word = other.word and noted(one.i) <> other.word left join words third on third.i = one.i + other.i
    group by rollup (one.word, one.i % 7) having sum(third.i) > 1 order by 2" ;;
  index) query="create index on words using gin (to_tsvector('simple', noted(i) || ' ' || word))" ;;
esac

mkdir -p data
[ "$(id -u)" -ne 0 ] || chown postgres data
as_user "$programs/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null
as_user "$programs/pg_ctl" -D "$data" -w -l "$data/log" -o "-k $data -c listen_addresses='' -c fsync=off -c jit=off -c max_parallel_workers_per_gather=0 -c max_parallel_maintenance_workers=0" start >/dev/null
trap 'as_user "$programs/pg_ctl" -D "$data" -m immediate stop >/dev/null' EXIT

"$programs/psql" -X -q -A -t -h "$data" -U postgres -d postgres -v VERBOSITY=terse <<TEXT
select pg_backend_pid();
create function noted(i bigint) returns text immutable language plpgsql as \$\$ begin if i % 5000 = 0 then raise notice '%', i; end if; return md5(i::text); end \$\$;
create table words as select i, md5((i % 5003)::text) as word from generate_series(1::bigint, 400000) i;
analyze words;
$query;
TEXT
