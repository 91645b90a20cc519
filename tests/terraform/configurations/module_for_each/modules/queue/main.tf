variable "name" { type = string }
variable "size" {
  type    = number
  default = 1
}
variable "tags" {
  type    = map(string)
  default = {}
}

locals {
  full = "${var.name}-${var.size}"
}

resource "terraform_data" "this" {
  input = { name = local.full, tags = merge({ module = "queue" }, var.tags) }
}

output "full" { value = local.full }
output "input" { value = terraform_data.this.input }
output "id" { value = terraform_data.this.id }
