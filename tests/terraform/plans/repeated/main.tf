variable "stage" {
  default = "prod"
}

variable "token" {
  default   = "hunter22"
  sensitive = true
}

locals {
  names = ["a", "b \"quoted\"", "c.d[0]"]
}

resource "terraform_data" "counted" {
  count = length(local.names)
  input = "${var.stage}-${count.index}"
}

resource "terraform_data" "keyed" {
  for_each         = toset(local.names)
  input            = { name = each.key, token = var.token, first = terraform_data.counted[0].id }
  triggers_replace = [terraform_data.counted[1].id, each.value]
}

resource "terraform_data" "none" {
  count = var.stage == "prod" ? 0 : 1
}

resource "terraform_data" "one" {
  count = var.stage == "prod" ? 1 : 0
  input = [for keyed in terraform_data.keyed : keyed.id]
}
