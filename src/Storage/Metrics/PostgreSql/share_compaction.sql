-- Compactions of these cohorts wait until this transaction ends. The caller sorts the names, so that all take the locks in one order.
select pg_advisory_xact_lock_shared(hashtextextended('fleet.compaction/' || name, 0)) from unnest($1::text[]) as t(name)
