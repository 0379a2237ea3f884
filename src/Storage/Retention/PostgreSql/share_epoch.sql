-- Horizons stay where they are until the transaction ends.
select epoch from view.retention_epoch for share
