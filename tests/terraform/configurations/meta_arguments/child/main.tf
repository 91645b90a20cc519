resource "terraform_data" "x" { input = "x" }
output "text" { value = "constant" }
