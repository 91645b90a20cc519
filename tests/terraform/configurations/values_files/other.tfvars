not_loaded = "other"
