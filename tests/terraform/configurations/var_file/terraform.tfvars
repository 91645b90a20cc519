stage = "dev"
zones = []
