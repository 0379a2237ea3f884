select pg_advisory_xact_lock(hashtextextended('fleet.catalog/' || $1, 0))
