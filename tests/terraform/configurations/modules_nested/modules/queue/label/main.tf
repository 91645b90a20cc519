variable "text" {}
resource "terraform_data" "label" { input = var.text }
output "text" { value = terraform_data.label.input }
