variable "size" { default = 1 }

locals {
  name  = "main"
  other = "kept"
}

resource "terraform_data" "x" {
  count = var.size
  input = { name = local.name, other = local.other }

  lifecycle {
    create_before_destroy = true
  }
}
