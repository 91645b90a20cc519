locals {
  c = "${local.b}c"
  b = "${local.a}b"
}

resource "terraform_data" "x" {
  input = [local.c, local.list, local.by_key["k"]]
}

locals {
  list   = [for letter in split("", local.c) : local.upper[letter]]
  a      = "a"
  upper  = { a = "A", b = "B", c = local.d }
  by_key = { (local.key) = 1 }
  key    = "k"
  d      = upper("c")
}
