# A PostgreSQL of the benchmark's own: Debian's newest binaries, its own folder and port, never as root.

postgres_bin=
postgres_data=

as_postgres() { if [[ $(id -u) -eq 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi; }

# newest_postgres: the folder of its programs; nothing when none is installed.
newest_postgres() { compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1; }

# postgres_package: what this release of Debian calls it.
postgres_package() { if [[ -n $(apt-cache show postgresql-15 2>/dev/null) ]]; then echo postgresql-15; else echo postgresql; fi; }

# start_postgres: connection string in $postgres_connection.
start_postgres() {
  postgres_bin=$(newest_postgres)
  if [[ -z $postgres_bin ]]; then
    need_package /usr/lib/postgresql/postgres "$(postgres_package)" || return 1
    postgres_bin=$(newest_postgres)
    [[ -n $postgres_bin ]] || { say "PostgreSQL is not in /usr/lib/postgresql: its row is left out"; return 1; }
  fi
  local folder=$work/postgres
  postgres_port=$(free_port)
  mkdir -p "$folder"
  chmod 755 "$work"
  [[ $(id -u) -ne 0 ]] || chown postgres "$folder"
  as_postgres "$postgres_bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$work/initdb.log" 2>&1 || { tail -n 3 "$work/initdb.log" >&2; return 1; }
  postgres_data=$folder/data
  as_postgres "$postgres_bin/pg_ctl" -D "$postgres_data" -w -t 60 -l "$folder/log" \
    -o "-p $postgres_port -k $folder -c listen_addresses=127.0.0.1 -c shared_buffers=256MB -c max_wal_size=2GB" start >"$work/pg_ctl.log" 2>&1 ||
    { tail -n 3 "$folder/log" >&2; postgres_data=; return 1; }
  sql 'create database fleet'
  postgres_connection="Host=127.0.0.1;Port=$postgres_port;Username=postgres;Database=fleet"
}

stop_postgres() {
  as_postgres "$postgres_bin/pg_ctl" -D "$postgres_data" -m fast -w -t 60 stop >/dev/null 2>&1 || true
  postgres_data=
}

sql() { as_postgres "$postgres_bin/psql" -X -q -At -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$postgres_port" -U postgres "${@:2}" -c "$1"; }
