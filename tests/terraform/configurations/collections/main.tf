locals {
  defaults = { size = 1, tags = { owner = "x" }, on = false }
  given    = { size = 2, on = true }
  users    = [{ name = "a", role = "admin" }, { name = "b", role = "dev" }, { name = "c", role = "dev" }]
  pairs    = flatten([for a in ["a", "b"] : [for b in [1, 2] : { a = a, b = b }]])
}

resource "terraform_data" "x" {
  input = {
    merged   = merge(local.defaults, local.given).size
    on       = merge(local.defaults, local.given)["on"]
    by_role  = { for user in local.users : user.role => user.name... }
    lookup   = lookup({ a = 1 }, "b", 9)
    zip      = zipmap(["x", "y"], [1, 2])
    splat    = local.users[*].name
    legacy   = local.users.*.name
    index    = local.users.1.role
    slice    = slice([1, 2, 3], 1, 3)
    distinct = distinct(["b", "a", "b"])
    sorted   = sort(["b", "a"])
    flat     = flatten([[1], [[2]], []])
    contains = contains(["a"], "a")
    keys     = keys({ b = 1, a = 2 })
    range    = range(3)
    null     = null[*]
    single   = { a = 1 }[*].a
  }
}

resource "terraform_data" "pair" {
  for_each = { for pair in local.pairs : "${pair.a}-${pair.b}" => pair }
  input    = each.value.b
}
