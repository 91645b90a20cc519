resource "terraform_data" "first" {
  for_each = { a = 1, b = 2 }
  input    = each.value * 10
}

resource "terraform_data" "second" {
  for_each = terraform_data.first
  input    = "${each.key}=${each.value.input}"
}

resource "terraform_data" "third" {
  count = length(terraform_data.second)
  input = sort(keys(terraform_data.second))[count.index]
}

resource "terraform_data" "whole" {
  input = [for key, made in terraform_data.first : made.input if made.input > 10]
}
