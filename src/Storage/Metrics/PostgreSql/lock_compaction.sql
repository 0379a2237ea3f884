-- Commits that build on partials of the cohort wait until this transaction ends.
select pg_advisory_xact_lock(hashtextextended('fleet.compaction/' || $1, 0))
