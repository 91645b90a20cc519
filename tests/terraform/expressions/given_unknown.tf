# What terraform knows only when it applies: a value of any type, a text, and collections of a known type.

resource "terraform_data" "u" {}

locals {
  any    = element(jsondecode(terraform_data.u.id), 0)
  text   = terraform_data.u.id
  number = length(terraform_data.u.id)
}
