variable "s" {
  default   = "ab"
  sensitive = true
}
variable "m" {
  type      = map(string)
  default   = { x = "1", y = "2" }
  sensitive = true
}
locals {
  names = [for k, v in var.m : "${k}-n"]
}
resource "terraform_data" "one" {
  for_each = nonsensitive(toset([var.s]))
  input    = each.key
}
resource "terraform_data" "keys" {
  for_each = nonsensitive(toset(keys(var.m)))
}
resource "terraform_data" "local" {
  for_each = toset(nonsensitive(local.names))
  input    = each.value
}
resource "terraform_data" "counted" {
  count = nonsensitive(length(var.m))
}
resource "terraform_data" "secret_count" {
  count = length(var.m)
}
resource "terraform_data" "enabled" {
  count = nonsensitive(var.s != "") ? 1 : 0
  input = nonsensitive(upper(var.s))
}
module "child" {
  source = "./child"
  s      = var.s
}
resource "terraform_data" "of_module" {
  for_each = toset([nonsensitive(module.child.upper)])
}
resource "terraform_data" "chosen" {
  for_each = toset([nonsensitive(var.s == "ab" ? "one" : "two"), "${nonsensitive(substr(var.s, 0, 1))}-x"])
}
resource "terraform_data" "member" {
  for_each = toset([nonsensitive(var.m.x), nonsensitive(var.m)["y"]])
}
