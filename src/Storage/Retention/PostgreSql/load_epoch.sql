select epoch from view.retention_epoch
