update view.retention_epoch set epoch = epoch + 1
