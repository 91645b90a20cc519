variable "env" { default = "prod" }
variable "size" {
  type    = number
  default = null
}
variable "names" {
  type    = list(string)
  default = []
}

locals {
  is_prod = var.env == "prod"
  size    = var.size != null ? var.size : local.is_prod ? 10 : 1
  names   = length(var.names) > 0 ? var.names : ["default"]
  mixed   = local.is_prod ? "1" : 2
  objects = local.is_prod ? { a = 1 } : { a = 2 }
  gone    = local.is_prod ? null : "x"
}

resource "terraform_data" "x" {
  input = {
    size     = local.size
    names    = local.names
    mixed    = local.mixed
    objects  = local.objects
    gone     = local.gone
    both     = local.is_prod && !(var.env != "prod")
    not      = !false
    any      = anytrue([for name in local.names : name == "default"])
    coalesce = coalesce(var.size, 3)
    nested   = (local.is_prod ? (var.env == "dev" ? 1 : 2) : 3)
  }
}

resource "terraform_data" "only_prod" {
  for_each = local.is_prod ? toset(["one"]) : toset([])
  input    = each.key
}

resource "terraform_data" "map_or_none" {
  for_each = var.env == "prod" ? { a = "x" } : {}
  input    = each.value
}
