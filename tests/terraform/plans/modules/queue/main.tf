variable "name" {}
variable "key" {}

resource "terraform_data" "this" {
  input = var.key
}

resource "terraform_data" "named" {
  for_each = toset(["x", var.name])
  input    = var.name
}

output "id" {
  value = terraform_data.this.id
}
