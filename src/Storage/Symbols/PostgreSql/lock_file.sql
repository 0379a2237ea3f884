select pg_advisory_xact_lock(hashtextextended('fleet.symbols/' || $1 || '/' || $2, 0))
