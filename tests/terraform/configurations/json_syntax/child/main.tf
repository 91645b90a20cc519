variable "value" {}
resource "terraform_data" "x" { input = [for key, value in var.value : "${key}=${value}"] }
