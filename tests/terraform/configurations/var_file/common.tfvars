stage = "common"
size = 4
zones = ["b", "a"]
