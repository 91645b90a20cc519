locals {
  sizes = { small = 1, large = 10 }
}

resource "terraform_data" "map" {
  for_each = local.sizes
  input    = { key = each.key, value = each.value }
}

resource "terraform_data" "set" {
  for_each = toset(["b", "a", "b"])
  input    = "${each.key}=${each.value}"
}

resource "terraform_data" "odd_keys" {
  for_each = toset(["a b", "a/b", "a\"b", "ü", "$${x}", "a.b[0]", ""])
  input    = length(each.key)
}

resource "terraform_data" "empty" {
  for_each = {}
  input    = each.value
}

resource "terraform_data" "numbers" {
  for_each = { 1 = "one", "2" = "two", true = "yes" }
  input    = each.value
}

resource "terraform_data" "keys" {
  input = {
    keys   = keys(terraform_data.map)
    large  = terraform_data.map["large"].input.value
    values = [for key, made in terraform_data.map : "${key}:${made.input.value}"]
  }
}
